package gatun.nn;

import gatun.engine.Check;
import gatun.engine.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Where the tensors of a tree lie in its flat vector: names, shapes and offsets. Shared by all
 * trees of one layout. Every tensor begins at a multiple of {@link #STEP} elements, so that the
 * layout does not depend on the element type.
 */
final class ParameterLayout {
  /** Elements from one possible beginning to the next: 64 bytes of F32, 128 of F64. */
  static final long STEP = 16;

  private static final int NEAR = 3;

  /** One tensor: elements {@code offset} to {@code offset + shape.size() − 1}, then padding. */
  record Place(String name, Shape shape, long offset) {
    long end() {
      return offset + Math.ceilDiv(shape.size(), STEP) * STEP;
    }
  }

  private final List<Place> places;
  private final Map<String, Integer> positions = new HashMap<>();

  private ParameterLayout(List<Place> places) {
    this.places = places;
    for (int i = 0; i < places.size(); i++) {
      positions.put(places.get(i).name(), i);
    }
  }

  static ParameterLayout of(Map<String, Shape> shapes) {
    List<Place> places = new ArrayList<>();
    long offset = 0;
    for (var entry : shapes.entrySet()) {
      Place place = new Place(entry.getKey(), entry.getValue(), offset);
      places.add(place);
      offset = place.end();
    }
    requireTree(shapes.keySet());
    return new ParameterLayout(List.copyOf(places));
  }

  /** Refuses "a" beside "a.b": a name is a tensor or a branch. */
  private static void requireTree(Set<String> names) {
    Set<String> branches = new HashSet<>();
    for (String name : names) {
      for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
        branches.add(name.substring(0, dot));
      }
    }
    for (String name : names) {
      Check.that(
          !branches.contains(name),
          () -> "parameter '" + name + "' is also the branch of others; rename one of them");
    }
  }

  List<Place> places() {
    return places;
  }

  /** Returns the length of the flat vector. */
  long length() {
    return places.isEmpty() ? 0 : places.getLast().end();
  }

  int position(String name) {
    Integer position = positions.get(name);
    if (position == null) {
      throw new IllegalArgumentException(
          "parameter '" + name + "': there is none of this name" + suggestion(name));
    }
    return position;
  }

  boolean contains(String name) {
    return positions.containsKey(name);
  }

  private String suggestion(String name) {
    if (places.isEmpty()) {
      return "; the tree is empty";
    }
    List<String> names = new ArrayList<>(places.stream().map(Place::name).toList());
    names.sort(Comparator.comparingInt(known -> distance(name, known)));
    return "; near it are "
        + names.stream().limit(NEAR).map(n -> "'" + n + "'").collect(Collectors.joining(", "));
  }

  /** Returns how many letters to insert, remove or replace (Levenshtein). */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }

  /** Returns the ranges of the tensors that a predicate names, neighbours merged. */
  List<Parameters.Range> ranges(Predicate<String> named) {
    List<Parameters.Range> ranges = new ArrayList<>();
    for (Place place : places) {
      if (place.shape().size() > 0 && named.test(place.name())) {
        boolean next = !ranges.isEmpty() && ranges.getLast().to() == place.offset();
        long from = next ? ranges.removeLast().from() : place.offset();
        ranges.add(new Parameters.Range(from, place.end()));
      }
    }
    return Collections.unmodifiableList(ranges);
  }

  /**
   * Returns the positions of the tensors below a branch.
   *
   * @throws IllegalArgumentException if there are none, or others lie between them
   */
  List<Integer> below(String branch) {
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < places.size(); i++) {
      if (places.get(i).name().startsWith(branch + ".")) {
        found.add(i);
      }
    }
    if (found.isEmpty()) {
      position(branch + ".*"); // throws with names that are near
    }
    Check.that(
        found.getLast() - found.getFirst() == found.size() - 1,
        () ->
            "branch '"
                + branch
                + "': parameters of other branches were added between its own; add each branch in"
                + " one go");
    return found;
  }

  /** Returns what distinguishes two layouts first, for messages; empty if nothing does. */
  String difference(ParameterLayout other) {
    for (Place place : places) {
      if (!other.contains(place.name())) {
        return "'" + place.name() + "' " + place.shape() + " is missing there";
      }
      Shape found = other.places.get(other.position(place.name())).shape();
      if (!found.equals(place.shape())) {
        return "'" + place.name() + "' has shape " + place.shape() + " here, " + found + " there";
      }
    }
    for (Place place : other.places) {
      if (!contains(place.name())) {
        return "'" + place.name() + "' " + place.shape() + " is missing here";
      }
    }
    return "";
  }

  /** Returns whether names, shapes and offsets are equal. */
  boolean same(ParameterLayout other) {
    return this == other || places.equals(other.places);
  }
}
