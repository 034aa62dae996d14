package gatun.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The report as one HTML page: charts as inline SVG, no script, nothing loaded from elsewhere. */
final class Page {
  private static final int LEFT = 375;
  private static final int WIDTH = 980;
  private static final int LINE = 22;

  private static final String STYLE =
      """
      :root{color-scheme:light dark;--ink:#1b1f24;--dim:#667080;--line:#d5dae1;--page:#fbfcfd;--good:#15803d;--bad:#c2410c;--bar:#2563eb}
      @media(prefers-color-scheme:dark){:root{--ink:#e6e9ee;--dim:#98a2b3;--line:#343b46;--page:#14171c;--good:#4ade80;--bad:#fb923c;--bar:#60a5fa}}
      body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--page);max-width:1020px;margin:2rem auto;padding:0 1rem}
      h1{font-size:1.6rem;margin-bottom:0}h2{font-size:1.15rem;margin:2.2rem 0 .3rem}p{color:var(--dim);margin:.2rem 0 .8rem}
      table{border-collapse:collapse;font-size:13px;width:100%}th,td{padding:.25rem .6rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
      th{color:var(--dim);font-weight:600}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}.wide{overflow-x:auto}
      svg{max-width:100%;height:auto;display:block}text{font:12px system-ui,sans-serif;fill:var(--ink)}text.d{fill:var(--dim)}
      .g{stroke:var(--line)}.one{stroke:var(--ink);stroke-dasharray:4 3}.good{fill:var(--good)}.bad{fill:var(--bad)}.bar{fill:var(--bar)}
      """;

  private final List<Row> rows;
  private final List<Map<String, Object>> machines;

  Page(List<Row> rows, List<Map<String, Object>> machines) {
    this.rows = rows;
    this.machines = machines;
  }

  String html() {
    StringBuilder out =
        new StringBuilder("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
    out.append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">");
    out.append("<title>Gatun benchmarks</title><style>")
        .append(STYLE)
        .append("</style></head><body>");
    out.append(
        "<h1>Gatun benchmarks</h1><p>Every ratio is taken within one run; more is better.</p>");
    Map<String, List<Row>> peers = new LinkedHashMap<>();
    for (Row row : rows) {
      if (row.peer() != null) {
        peers.computeIfAbsent(row.peer(), p -> new ArrayList<>()).add(row);
      }
    }
    peers.forEach((peer, list) -> ratios(out, peer, list));
    shares(out);
    DeviceSection.append(out, rows);
    machines(out);
    table(out);
    return out.append("</body></html>\n").toString();
  }

  private void ratios(StringBuilder out, String peer, List<Row> list) {
    double most = 2;
    for (Row row : list) {
      double ratio = ratio(row);
      most = Math.max(most, Math.max(ratio, 1 / ratio));
    }
    double decades = Math.ceil(Math.log(most) / Math.log(2) * 1.0001);
    out.append("<h2>Speed beside ").append(escape(peer)).append("</h2>");
    out.append("<p>Time of ")
        .append(escape(peer))
        .append(" by time of the subject, logarithmic; right of 1 the subject is faster.</p>");
    int height = list.size() * LINE + 30;
    begin(out, height);
    double step = Math.max(1, Math.ceil(decades / 4));
    for (double power = -Math.floor(decades / step) * step; power <= decades; power += step) {
      grid(out, x(power, decades), height, ReadmeTable.number(Math.pow(2, power)), power == 0);
    }
    for (int i = 0; i < list.size(); i++) {
      Row row = list.get(i);
      double ratio = ratio(row);
      double end = x(Math.log(ratio) / Math.log(2), decades);
      double middle = x(0, decades);
      label(out, row, i);
      bar(out, Math.min(middle, end), Math.abs(end - middle), i, ratio >= 1 ? "good" : "bad");
      text(out, Math.max(end, middle) + 5, i, ReadmeTable.number(ratio));
    }
    out.append("</svg>");
  }

  private static double ratio(Row row) {
    Double ratio = row.ratio();
    return ratio == null ? 1 : Math.clamp(ratio, 1e-6, 1e6);
  }

  private static double x(double power, double decades) {
    return LEFT + (power / decades + 1) / 2 * (WIDTH - LEFT - 60);
  }

  private void shares(StringBuilder out) {
    Map<String, Row> subjects = new LinkedHashMap<>();
    for (Row row : rows) {
      if (row.share() != null && !row.subject().equals("reference")) {
        subjects.putIfAbsent(row.work() + "|" + row.subject(), row);
      }
    }
    if (subjects.isEmpty()) {
      return;
    }
    List<Row> list = List.copyOf(subjects.values());
    double most = 1;
    for (Row row : list) {
      most = Math.max(most, share(row));
    }
    double scale = (WIDTH - LEFT - 60) / most;
    out.append(
        "<h2>Share of the limit</h2><p>Score by the limit measured before each iteration: STREAM triad or FMA peak. ");
    out.append(
        "The triad reads each line it stores to, uncounted; in-place updates do not, and may pass 1.</p>");
    int height = list.size() * LINE + 30;
    begin(out, height);
    double step = most > 3 ? 1 : most > 1.2 ? 0.5 : 0.25;
    for (double at = 0; at <= most + 1e-9; at += step) {
      grid(out, LEFT + at * scale, height, ReadmeTable.number(at), at == 1);
    }
    for (int i = 0; i < list.size(); i++) {
      Row row = list.get(i);
      label(out, row, i);
      bar(out, LEFT, share(row) * scale, i, "bar");
      text(out, LEFT + share(row) * scale + 5, i, ReadmeTable.number(share(row)) + " ");
    }
    out.append("</svg>");
  }

  private static double share(Row row) {
    Double share = row.share();
    return share == null ? 0 : share;
  }

  private static void begin(StringBuilder out, int height) {
    out.append(format("<svg viewBox=\"0 0 %d %d\" role=\"img\">", WIDTH, height));
  }

  private static void grid(StringBuilder out, double x, int height, String name, boolean one) {
    out.append(
        format(
            "<line class=\"%s\" x1=\"%.1f\" x2=\"%.1f\" y1=\"18\" y2=\"%d\"/>",
            one ? "one" : "g", x, x, height));
    out.append(
        format("<text class=\"d\" x=\"%.1f\" y=\"12\" text-anchor=\"middle\">%s</text>", x, name));
  }

  private void label(StringBuilder out, Row row, int line) {
    int y = 36 + line * LINE;
    String name =
        row.kernel()
            + " "
            + row.shape()
            + " "
            + row.dtype()
            + " "
            + row.threads()
            + "T "
            + row.subject();
    out.append(
        format("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>", LEFT - 8, y, escape(name)));
  }

  private static void bar(StringBuilder out, double x, double width, int line, String kind) {
    out.append(
        format(
            "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"14\" rx=\"2\"/>",
            kind, x, 25 + line * LINE, Math.max(1, width)));
  }

  private static void text(StringBuilder out, double x, int line, String text) {
    out.append(format("<text x=\"%.1f\" y=\"%d\">%s</text>", x, 36 + line * LINE, text));
  }

  private void machines(StringBuilder out) {
    out.append("<h2>").append(machines.size() > 1 ? "Machines" : "Machine").append("</h2>");
    for (Map<String, Object> machine : machines) {
      out.append("<table>");
      machine.forEach((name, value) ->
          out.append("<tr><th>")
              .append(escape(name))
              .append("</th><td>")
              .append(escape(value.toString()))
              .append("</td></tr>"));
      out.append("</table>");
    }
  }

  private void table(StringBuilder out) {
    boolean several = rows.stream().map(Row::machine).distinct().count() > 1;
    out.append("<h2>All rows</h2><div class=\"wide\"><table><tr>");
    out.append(several ? "<th>machine</th>" : "");
    out.append(
        "<th>kernel</th><th>shape</th><th>type</th><th>threads</th><th>subject</th><th class=\"n\">score</th><th>unit</th>");
    out.append(
        "<th class=\"n\">±</th><th class=\"n\">limit</th><th class=\"n\">share</th><th>peer</th><th class=\"n\">ratio</th></tr>");
    for (Row row : rows) {
      out.append("<tr>").append(several ? cell(row.machine()) : "");
      out.append(cell(row.kernel())).append(cell(row.shape())).append(cell(row.dtype()));
      out.append(cell(Integer.toString(row.threads())))
          .append(cell(row.subject()))
          .append(number(row.score()))
          .append(cell(row.unit()));
      out.append(number(row.error())).append(number(row.limit())).append(number(row.share()));
      out.append(cell(row.peer() == null ? "" : row.peer()))
          .append(number(row.ratio()))
          .append("</tr>");
    }
    out.append("</table></div>");
  }

  private static String cell(String text) {
    return "<td>" + escape(text) + "</td>";
  }

  private static String number(@org.jspecify.annotations.Nullable Double value) {
    return "<td class=\"n\">" + (value == null ? "" : ReadmeTable.number(value)) + "</td>";
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
