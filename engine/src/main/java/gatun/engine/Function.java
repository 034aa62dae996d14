package gatun.engine;

/** A function that is applied element by element. */
public sealed interface Function permits Unary, Binary, Ternary {}
