import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Static methods whose bodies the build puts in the place of their calls; see GenerateF32. */
final class Fragments {
  private static final Pattern FRAGMENT =
      Pattern.compile("(?s)static \\w+ (\\w+)\\(([^)]*)\\) \\{\\n(.*?)\\n  \\}\\n");
  private static final Pattern CALL =
      Pattern.compile(
          "(?m)^ *((?:\\w+ )?\\w+)"
              + " =\\s+(?:VectorMath|Polynomials)F\\d\\d\\s*\\.(\\w+)\\(([^;]*)\\);");
  private static final Pattern LOCAL = Pattern.compile("(?:Vector|VectorMask<\\w+>) (\\w+)(?= =)");

  /** A piece of code with names for its operands; ends with {@code return}. */
  private record Fragment(List<String> parameters, String body) {}

  private final Map<String, Fragment> fragments = new HashMap<>();

  /** Takes up the static methods of a class. */
  void collect(String text) {
    var found = FRAGMENT.matcher(text);
    while (found.find()) {
      var parameters = new ArrayList<String>();
      for (String parameter : found.group(2).split(",")) {
        parameters.add(parameter.trim().replaceAll(".* ", ""));
      }
      fragments.put(found.group(1), new Fragment(parameters, found.group(3)));
    }
  }

  /** Puts the bodies of fragments in the place of their calls, from the outermost on. */
  String expand(String text) {
    String rest = text;
    for (var call = CALL.matcher(rest); call.find(); call = CALL.matcher(rest)) {
      Fragment fragment = fragments.get(call.group(2));
      String[] arguments = call.group(3).trim().split("\\s*,\\s*");
      if (fragment == null || arguments.length != fragment.parameters.size()) {
        throw new IllegalArgumentException("no such fragment: " + call.group());
      }
      String name = call.group(1).replaceAll(".* ", "");
      String body = fragment.body;
      for (var local = LOCAL.matcher(fragment.body); local.find(); ) {
        body = body.replaceAll("(?<![\\w.])" + local.group(1) + "\\b", name + "_" + local.group(1));
      }
      for (int i = 0; i < arguments.length; i++) {
        String parameter = "(?<![\\w.])" + fragment.parameters.get(i) + "\\b";
        body = body.replaceAll(parameter, arguments[i]);
      }
      body = body.replaceFirst("return\\s+", call.group(1) + " = ");
      rest = rest.substring(0, call.start()) + body + rest.substring(call.end());
    }
    return imports(rest);
  }

  /** Adds the imports that only fragments need. */
  private static String imports(String text) {
    String all = text;
    for (String type : List.of("LongVector", "IntVector", "VectorMask", "VectorOperators")) {
      String line = "import jdk.incubator.vector." + type + ";";
      if (text.contains(type) && !text.contains(line)) {
        all = all.replaceFirst("\nimport jdk", "\n" + line + "\nimport jdk");
      }
    }
    return all;
  }
}
