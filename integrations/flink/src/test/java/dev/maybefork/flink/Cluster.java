package dev.maybefork.flink;

import java.util.concurrent.ExecutionException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Flink's own cluster within a JVM: a JobManager and a TaskManager with four slots. */
final class Cluster {
  private final MiniCluster cluster;

  Cluster() throws Exception {
    cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(4)
                .withRandomPorts()
                .build());
    cluster.start();
  }

  /** For a job of one task a step. */
  static StreamExecutionEnvironment job() {
    return job(new Configuration());
  }

  static StreamExecutionEnvironment job(Configuration configuration) {
    StreamExecutionEnvironment job = new StreamExecutionEnvironment(configuration);
    job.setParallelism(1);
    return job;
  }

  /** Runs the job to its end. */
  void run(StreamExecutionEnvironment job) throws Exception {
    cluster.executeJobBlocking(graph(job));
  }

  /** Starts the job. */
  JobID start(StreamExecutionEnvironment job) throws Exception {
    return cluster.submitJob(graph(job)).get().getJobID();
  }

  /** Until the job has ended well. */
  void awaitEnd(JobID job) throws Exception {
    cluster.requestJobResult(job).get().toJobExecutionResult(Cluster.class.getClassLoader());
  }

  void cancel(JobID job) throws Exception {
    cluster.cancelJob(job).get();
    Await.until("the job is cancelled", () -> status(job) == JobStatus.CANCELED);
  }

  private JobStatus status(JobID job) {
    try {
      return cluster.getJobStatus(job).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  private static JobGraph graph(StreamExecutionEnvironment job) {
    return job.getStreamGraph().getJobGraph();
  }

  void stop() throws Exception {
    cluster.close();
  }
}
