package gatun.test.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.HostTensor;
import gatun.engine.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Golden vectors: JSON files of known inputs and results, from the folder that {@code
 * -Dgatun.golden=DIR} names ({@code DIR/<method>/<file>} or {@code DIR/<file>}), else those that
 * the tests bring along.
 *
 * <p>Objects are maps, arrays lists, numbers doubles.
 */
final class Golden {
  private final String text;
  private int at;

  private Golden(String text) {
    this.text = text;
  }

  /** Returns the list {@code cases} of a file. */
  static List<Map<String, Object>> cases(String method, String file) {
    Object all = new Golden(read(method, file)).value();
    return list(((Map<?, ?>) all).get("cases")).stream().map(Golden::map).toList();
  }

  /** Returns the object that a file holds. */
  static Map<String, Object> object(String method, String file) {
    return map(new Golden(read(method, file)).value());
  }

  private static String read(String method, String file) {
    String folder = System.getProperty("gatun.golden");
    try {
      if (folder != null) {
        Path below = Path.of(folder, method, file);
        return Files.readString(Files.exists(below) ? below : Path.of(folder, file));
      }
      String resource = method + "/" + file;
      try (InputStream in = Golden.class.getResourceAsStream(resource)) {
        if (in == null) {
          throw new IOException("no golden file " + resource);
        }
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<?> list(Object value) {
    return (List<?>) value;
  }

  private static Map<String, Object> map(Object value) {
    Map<String, Object> map = new LinkedHashMap<>();
    ((Map<?, ?>) value).forEach((key, item) -> map.put((String) key, item));
    return map;
  }

  static double number(Object value) {
    return (Double) value;
  }

  static double[] vector(Object value) {
    return list(value).stream().mapToDouble(Golden::number).toArray();
  }

  static double[][] rows(Object value) {
    return list(value).stream().map(Golden::vector).toArray(double[][]::new);
  }

  /** Returns the elements of a tensor in a row. */
  static double[] values(Tensor tensor) {
    return ((HostTensor) tensor).reshape(tensor.size()).toArray();
  }

  /** Within {@code tolerance} of the largest magnitude. */
  static void assertNear(double[] expected, double[] found, double tolerance, String what) {
    assertEquals(expected.length, found.length, what);
    double largest = 0;
    for (double e : expected) {
      largest = Math.max(largest, Math.abs(e));
    }
    for (int i = 0; i < expected.length; i++) {
      double bound = tolerance * largest;
      assertTrue(
          Math.abs(expected[i] - found[i]) <= bound,
          what + "[" + i + "]: expected " + expected[i] + ", found " + found[i]);
    }
  }

  private char next() {
    while (Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return text.charAt(at);
  }

  private void expect(char c) {
    if (next() != c) {
      throw new IllegalArgumentException("expected " + c + " at character " + at);
    }
    at++;
  }

  private Object value() {
    return switch (next()) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      default -> literal();
    };
  }

  private Map<String, Object> object() {
    Map<String, Object> map = new LinkedHashMap<>();
    expect('{');
    while (next() != '}') {
      String key = string();
      expect(':');
      map.put(key, value());
      if (next() == ',') {
        at++;
      }
    }
    at++;
    return map;
  }

  private List<Object> array() {
    List<Object> list = new ArrayList<>();
    expect('[');
    while (next() != ']') {
      list.add(value());
      if (next() == ',') {
        at++;
      }
    }
    at++;
    return list;
  }

  /** Golden files hold plain strings, without escapes. */
  private String string() {
    expect('"');
    int end = text.indexOf('"', at);
    String string = text.substring(at, end);
    at = end + 1;
    return string;
  }

  private Object literal() {
    int begin = at;
    while (at < text.length() && ",]} \n\r\t".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String word = text.substring(begin, at);
    return switch (word) {
      case "true", "false" -> Boolean.valueOf(word);
      case "null" -> "null";
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> Double.valueOf(word);
    };
  }
}
