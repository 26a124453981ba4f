package dev.maybefork.report.page;

import dev.maybefork.report.model.Bodies;
import dev.maybefork.report.model.Flame;
import dev.maybefork.report.model.Hazard;
import dev.maybefork.report.model.Report;
import dev.maybefork.report.model.Site;
import dev.maybefork.report.model.Source;
import dev.maybefork.report.model.Timeline;
import dev.maybefork.report.model.Visible;
import dev.maybefork.report.model.Waits;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The values of a report as the page's scripts read them. Frames stand once, by their numbers. */
final class PageData {
  private final Map<String, Integer> frames = new LinkedHashMap<>();
  private final Report report;

  private PageData(Report report) {
    this.report = report;
  }

  static String of(Report report) {
    PageData data = new PageData(report);
    return new Json().object(data::write).toString();
  }

  private void write(Json json) {
    json.name("source").object(object -> write(object, report.source()));
    json.name("bodies").object(object -> write(object, report.bodies()));
    json.name("waits").object(object -> write(object, report.waits()));
    json.name("sites").array(report.sites(), PageData::write);
    json.name("stacks")
        .array(
            report.stacks(),
            (array, stack) -> array.array(stack, (item, each) -> item.value(frame(each))));
    json.name("flames");
    write(json, report.flames());
    json.name("timeline").object(object -> write(object, report.timeline()));
    json.name("hazards").array(report.hazards(), PageData::write);
    json.name("notes").array(report.notes(), (array, note) -> text(array, note));
    json.name("frames").array(List.copyOf(frames.keySet()), (array, each) -> text(array, each));
  }

  private int frame(String frame) {
    return frames.computeIfAbsent(frame, _ -> frames.size());
  }

  private static Json text(Json json, String text) {
    return json.value(Visible.of(text));
  }

  private static void write(Json json, Source source) {
    text(json.name("program"), source.program());
    text(json.name("file"), source.file());
    json.name("start").value(source.start().toString());
    json.name("nanos").value(source.nanos());
    text(json.name("java"), source.java().replaceFirst("(?s) for .*", ""));
    json.name("pid").value(source.pid());
    json.name("events").value(source.events());
  }

  private static void write(Json json, Bodies bodies) {
    json.name("used").value(bodies.used());
    json.name("exact").value(bodies.exact());
    json.name("inline").value(bodies.inline());
    json.name("forked").value(bodies.forked());
    json.name("held").value(bodies.held());
    json.name("handedOff").value(bodies.handedOff());
    json.name("forks").numbers(visible(bodies.forks()));
    json.name("heldBlocks").numbers(visible(bodies.heldBlocks()));
    json.name("handOffs").numbers(visible(bodies.handOffs()));
  }

  private static Map<String, Long> visible(Map<String, Long> numbers) {
    Map<String, Long> visible = new LinkedHashMap<>();
    numbers.forEach((name, number) -> visible.merge(Visible.of(name), number, Long::sum));
    return visible;
  }

  private static void write(Json json, Waits waits) {
    json.name("forked").value(waits.forked());
    json.name("judged").value(waits.judged());
    json.name("overlapped").value(waits.overlapped());
    json.name("carrierWait").value(waits.carrierWait());
    json.name("held").value(waits.held());
    json.name("blocked").value(waits.blocked());
    json.name("idle").value(waits.idle());
    json.name("gain").value(waits.gain());
    json.name("byKind").numbers(visible(waits.byKind()));
  }

  private static void write(Json array, Site site) {
    array.object(json -> {
      text(json.name("location"), site.location());
      text(json.name("kind"), site.kind());
      json.name("way").value(site.way().name());
      json.name("count").value(site.count());
      json.name("timed").value(site.timed());
      json.name("total").value(site.total());
      json.name("p50").value(site.p50());
      json.name("p99").value(site.p99());
      json.name("longest").value(site.longest());
      json.name("judged").value(site.judged());
      json.name("overlapped").value(site.overlapped());
      json.name("gain").value(site.gain());
      json.name("quick").value(site.quick());
      json.name("threads").value(site.threads());
      json.name("stack").value(site.stack());
    });
  }

  private void write(Json json, Flame flame) {
    json.array(array -> {
      array.value(frame(flame.frame())).value(flame.nanos()).value(flame.blocks());
      array.array(flame.called(), this::write);
    });
  }

  private static void write(Json json, Timeline timeline) {
    json.name("all").value(timeline.all());
    json.name("lanes")
        .array(
            timeline.lanes(),
            (array, lane) ->
                array.object(object -> {
                  text(object.name("name"), lane.name());
                  object.name("child").value(lane.child());
                }));
    json.name("spans").array(timeline.spans(), PageData::write);
  }

  private static void write(Json array, Timeline.Span span) {
    array.array(json ->
        json.value(span.lane())
            .value(span.caller())
            .value(span.start())
            .value(span.nanos())
            .value(span.inline())
            .value(span.blocked())
            .value(span.site())
            .value(span.stack()));
  }

  private static void write(Json array, Hazard hazard) {
    array.object(json -> {
      text(json.name("topic"), hazard.topic());
      text(json.name("location"), hazard.location());
      text(json.name("detail"), hazard.detail());
      json.name("count").value(hazard.count());
      json.name("total").value(hazard.total());
      json.name("longest").value(hazard.longest());
      text(json.name("advice"), hazard.advice());
      json.name("stack").value(hazard.stack());
    });
  }
}
