package dev.maybefork.flink;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.api.common.functions.Function;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.TypeExtractor;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** A user's function, whichever of Flink's interfaces it implements. */
interface LookUp<IN, OUT> extends Serializable {
  Collection<OUT> get(IN in) throws Exception;

  /** What is opened and closed, if it is a RichFunction. */
  Function function();

  /** As Flink finds it for that function; a placeholder if it can't. */
  TypeInformation<OUT> type();

  /** One result; none if it's null. */
  record Mapping<IN, OUT>(MapFunction<IN, OUT> function) implements LookUp<IN, OUT> {
    @Override
    public Collection<OUT> get(IN in) throws Exception {
      @Nullable OUT found = function.map(in);
      return found == null ? List.of() : Collections.singletonList(found);
    }

    @Override
    public TypeInformation<OUT> type() {
      return TypeExtractor.getMapReturnTypes(
          function, /* inType= */ null, "look-up", /* allowMissing= */ true);
    }
  }

  /** Any number of results. */
  record FlatMapping<IN, OUT>(FlatMapFunction<IN, OUT> function) implements LookUp<IN, OUT> {
    @Override
    public Collection<OUT> get(IN in) throws Exception {
      List<OUT> found = new ArrayList<>();
      function.flatMap(in, new Into<>(found));
      return found;
    }

    @Override
    public TypeInformation<OUT> type() {
      return TypeExtractor.getFlatMapReturnTypes(
          function, /* inType= */ null, "look-up", /* allowMissing= */ true);
    }
  }

  /** Puts results into a list, which outlives it. */
  record Into<OUT>(List<OUT> found) implements Collector<OUT> {
    @Override
    public void collect(OUT one) {
      found.add(one);
    }

    @Override
    public void close() {}
  }
}
