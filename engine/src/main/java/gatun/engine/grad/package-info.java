/**
 * Differentiation of what is computed with off-heap tensors.
 *
 * <ul>
 *   <li>{@link gatun.engine.grad.Tape}: records a step, carries gradients back.
 *   <li>{@link gatun.engine.grad.Variable}: a value on the tape, with arithmetic and functions.
 *   <li>{@link gatun.engine.grad.Products}, {@link gatun.engine.grad.Shaping}, {@link
 *       gatun.engine.grad.Aggregates}, {@link gatun.engine.grad.Losses}: further operations.
 *   <li>{@link gatun.engine.grad.Op}: an operation with its derivatives, for operations of one's
 *       own; {@link gatun.engine.grad.Elementwise}: one made of a formula alone.
 *   <li>{@link gatun.engine.grad.GradientCheck}: gradients beside finite differences.
 * </ul>
 *
 * <p>A step of training:
 *
 * <pre>{@code
 * Tape tape = Tape.on(workspace, DType.F32);
 * for (…) {
 *   tape.begin();
 *   Variable h = Products.linear(tape.constant(x), tape.leaf(w, dw), tape.leaf(b, db), Activation.RELU);
 *   Variable loss = Losses.crossEntropy(Products.linear(h, tape.leaf(v, dv)), tape.constant(labels), 0);
 *   tape.backward(loss);   // dw, db, dv are overwritten
 *   …                      // the optimiser changes w, b, v in place
 * }
 * }</pre>
 *
 * <p>Steps that do the same operations on the same shapes allocate nothing after the first. For
 * that, a program that repeats itself calls operations in the same order with the same tensors for
 * its leaves; operations of one's own are constants or records.
 */
package gatun.engine.grad;
