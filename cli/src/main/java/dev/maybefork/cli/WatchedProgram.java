package dev.maybefork.cli;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import dev.maybefork.report.read.BlockEvents;
import dev.maybefork.report.read.LiveSites;
import dev.maybefork.report.read.LiveSites.LiveSite;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import jdk.management.jfr.RemoteRecordingStream;
import org.jspecify.annotations.Nullable;

/** A JVM of the same user, with its management and the stream of its events. */
final class WatchedProgram implements AutoCloseable {
  private static final Duration THRESHOLD = Duration.ofMillis(1);

  private final JMXConnector connector;
  private final MBeanServerConnection server;
  private final RemoteRecordingStream stream;
  private final LiveSites sites = new LiveSites();

  private WatchedProgram(JMXConnector connector) throws IOException {
    this.connector = connector;
    server = connector.getMBeanServerConnection();
    stream = new RemoteRecordingStream(server);
    BlockEvents.names().forEach(name -> stream.enable(name).withThreshold(THRESHOLD));
    List.of("Fork", "ForkEnd", "HeldCaller").forEach(name -> stream.enable("maybefork." + name));
    stream.onEvent(sites::accept);
    stream.startAsync();
  }

  /**
   * Attaches to it.
   *
   * @throws IOException if there is none, or it doesn't want to be looked at
   */
  static WatchedProgram attach(long pid) throws IOException {
    try {
      VirtualMachine vm = VirtualMachine.attach(String.valueOf(pid));
      String address;
      try {
        address = vm.startLocalManagementAgent();
      } finally {
        vm.detach();
      }
      return new WatchedProgram(connect(address));
    } catch (AttachNotSupportedException | IllegalArgumentException | SecurityException e) {
      throw new IOException(
          "it is no Java program that can be attached to (" + e.getMessage() + ")", e);
    }
  }

  @SuppressWarnings("BanJNDI") // the address is a local one, of a program of the same user
  private static JMXConnector connect(String address) throws IOException {
    return JMXConnectorFactory.connect(new JMXServiceURL(address));
  }

  /** Where it blocked since the last call. */
  List<LiveSite> sites(int most) {
    return sites.take(most);
  }

  /**
   * The library's counters, or null if the program has not used it yet.
   *
   * @throws IOException if the program has ended
   */
  @Nullable Counts counters() throws IOException {
    try {
      ObjectName bean = new ObjectName("dev.maybefork:type=ForkStats");
      return new Counts(
          String.valueOf(server.getAttribute(bean, "Engine")),
          number(bean, "Inline"),
          numbers(bean, "Forks"),
          numbers(bean, "HeldBlocks"),
          numbers(bean, "HandOffs"),
          number(bean, "ChildrenAlive"),
          number(bean, "HelpersBusy"),
          number(bean, "WaitingForHelper"),
          number(bean, "ScopesAtLimit"),
          number(bean, "LoopsAtLimit"));
    } catch (InstanceNotFoundException e) {
      return null;
    } catch (JMException e) {
      throw new IOException(e);
    }
  }

  private long number(ObjectName bean, String attribute) throws JMException, IOException {
    return ((Number) server.getAttribute(bean, attribute)).longValue();
  }

  private Map<String, Long> numbers(ObjectName bean, String attribute)
      throws JMException, IOException {
    Map<String, Long> numbers = new TreeMap<>();
    TabularData table = (TabularData) server.getAttribute(bean, attribute);
    for (Object row : table.values()) {
      CompositeData entry = (CompositeData) row;
      long number = ((Number) entry.get("value")).longValue();
      if (number > 0) {
        numbers.put(String.valueOf(entry.get("key")), number);
      }
    }
    return numbers;
  }

  @Override
  public void close() {
    try {
      stream.close();
      connector.close();
    } catch (IOException | RuntimeException e) {
      // the program has ended, and both with it
    }
  }
}
