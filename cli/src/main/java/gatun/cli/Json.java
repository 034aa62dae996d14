package gatun.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One JSON object, its members in the order of adding. */
final class Json {
  private final Map<String, @Nullable Object> members = new LinkedHashMap<>();

  /** Adds a member: text, a number, a truth value, a list, a map; null and NaN become null. */
  Json with(String name, @Nullable Object value) {
    boolean number = !(value instanceof Double d) || Double.isFinite(d);
    members.put(name, number ? value : null);
    return this;
  }

  /** Returns the members, for nesting. */
  Map<String, @Nullable Object> members() {
    return members;
  }

  /** Returns the object as indented text. */
  String text() {
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(members);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
