package gatun.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * What a command line came to.
 *
 * @param code the exit code
 * @param out what it printed
 * @param err what it said beside that
 */
record Result(int code, String out, String err) {
  /** Runs the words after {@code gatun}. */
  static Result of(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.run(args, new PrintWriter(out), new PrintWriter(err));
    return new Result(code, out.toString(), err.toString());
  }

  /** Runs the words of a line; none of them may hold a space. */
  static Result ofLine(String line, Object... values) {
    return of(line.formatted(values).split(" "));
  }

  /** Returns the object that {@code --json} prints. */
  JsonNode json() throws IOException {
    return new ObjectMapper().readTree(out);
  }
}
