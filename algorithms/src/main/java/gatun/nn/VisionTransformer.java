package gatun.nn;

import gatun.engine.Activation;
import gatun.engine.Check;
import gatun.engine.Shape;
import gatun.engine.Slice;
import gatun.engine.grad.Aggregates;
import gatun.engine.grad.Elementwise;
import gatun.engine.grad.Products;
import gatun.engine.grad.Shaping;
import gatun.engine.grad.Variable;

/**
 * A small vision transformer (Dosovitskiy et al., ICLR 2021): patches of an image become tokens
 * with learned positions, blocks of attention and a feed-forward network with normalisation before
 * each, a linear head on the class token or on the mean of the tokens. Input: (batch, size, size,
 * channels); output: logits.
 *
 * <p>Parameters are named as in torchvision: {@code conv_proj}, {@code class_token}, {@code
 * encoder.pos_embedding}, {@code encoder.layers.encoder_layer_0.ln_1}, …, {@code heads.head}.
 */
public final class VisionTransformer implements Layer {
  private static final Elementwise SECOND = new Elementwise(x -> x[1]);
  private static final double EPSILON = 1e-6;
  private static final Slice ALL = Slice.all();
  private static final Slice FIRST = Slice.at(0);

  private final Sizes sizes;
  private final Layer encoder;
  private final Layer head;

  /**
   * The sizes of the network.
   *
   * @param size height and width of the images, a multiple of the patch
   * @param channels of the images
   * @param patch height and width of a patch
   * @param width features of a token
   * @param depth number of blocks
   * @param heads of the attention, divides the width
   * @param hidden features inside the feed-forward networks
   * @param classes of the output
   * @param classToken whether the head reads a token of its own; else the mean of all
   */
  public record Sizes(
      int size,
      int channels,
      int patch,
      int width,
      int depth,
      int heads,
      int hidden,
      int classes,
      boolean classToken) {

    /** Checks the numbers. */
    public Sizes {
      Check.that(
          patch >= 1 && size >= patch && size % patch == 0 && depth >= 0,
          () -> "VisionTransformer: expected a size divisible by the patch, found " + size);
    }

    int rows() {
      return size / patch;
    }

    int patchSize() {
      return patch * patch * channels;
    }
  }

  private VisionTransformer(Sizes sizes) {
    this.sizes = sizes;
    Sequential blocks = Sequential.empty();
    for (int i = 0; i < sizes.depth; i++) {
      blocks = blocks.with("encoder_layer_" + i, block(sizes));
    }
    this.encoder =
        Sequential.empty().with("layers", blocks).with("ln", new LayerNorm(sizes.width, EPSILON));
    this.head = Linear.of(sizes.width, sizes.classes);
  }

  /** Returns a network of the given sizes. */
  public static VisionTransformer of(Sizes sizes) {
    return new VisionTransformer(sizes);
  }

  /**
   * Returns the network for images of 32×32 in patches of 4×4, 64 tokens: width 192, 4 blocks of 3
   * heads, four times the width inside, mean of the tokens. 1.8 million parameters.
   */
  public static VisionTransformer cifar(int classes) {
    return of(new Sizes(32, 3, 4, 192, 4, 3, 768, classes, false));
  }

  private static Layer block(Sizes s) {
    Layer attention =
        Sequential.empty()
            .with("ln_1", new LayerNorm(s.width, EPSILON))
            .with("self_attention", MultiHeadAttention.of(s.width, s.heads));
    Layer network =
        Sequential.empty()
            .with("0", Linear.of(s.width, s.hidden).activated(Activation.GELU))
            .with("3", Linear.of(s.hidden, s.width));
    Layer forward =
        Sequential.empty().with("ln_2", new LayerNorm(s.width, EPSILON)).with("mlp", network);
    return new Block(Residual.of(attention), Residual.of(forward));
  }

  /** Attention and a feed-forward network; their parts have names of their own. */
  private record Block(Layer attention, Layer network) implements Layer {
    @Override
    public void declare(Declaration d) {
      attention.declare(d);
      network.declare(d);
    }

    @Override
    public Variable forward(Scope scope, Variable x) {
      return network.forward(scope, attention.forward(scope, x));
    }
  }

  @Override
  public void declare(Declaration d) {
    Sizes s = sizes;
    Fan fan = new Fan(s.patchSize(), s.width);
    Declaration patches = d.under("conv_proj");
    patches.parameter(
        "weight",
        Initializers.truncatedNormal(Math.sqrt(1.0 / s.patchSize())),
        fan,
        Interchange.convolution(Shape.of(s.patch, s.patch, s.channels, s.width)));
    patches.parameter("bias", Initializers.zeros(), fan, s.width);
    long tokens = (long) s.rows() * s.rows();
    if (s.classToken) {
      d.parameter("class_token", Initializers.zeros(), new Fan(1, 1), 1, 1, s.width);
      tokens++;
    }
    d.under("encoder")
        .parameter(
            "pos_embedding", Initializers.normal(0, 0.02), new Fan(1, 1), 1, tokens, s.width);
    encoder.declare(d.under("encoder"));
    head.declare(d.under("heads.head"));
  }

  @Override
  public Variable forward(Scope scope, Variable x) {
    Features.map("VisionTransformer", x, 2, sizes.channels);
    Variable tokens = patches(scope, x);
    if (sizes.classToken) {
      Variable one = Shaping.slice(tokens, ALL, FIRST, ALL);
      Variable token = scope.tape().apply(SECOND, one, scope.parameter("class_token"));
      tokens = Shaping.concat(1, token, tokens);
    }
    Variable placed = tokens.add(scope.under("encoder").parameter("pos_embedding"));
    Variable y = scope.run("encoder", encoder, placed);
    long batch = x.shape().extent(0);
    Variable features =
        sizes.classToken
            ? Shaping.reshape(Shaping.slice(y, ALL, FIRST, ALL), batch, sizes.width)
            : Aggregates.mean(y, false, 1);
    return scope.run("heads.head", head, features);
  }

  /** Returns one token for each patch: a convolution whose windows lie side by side. */
  private Variable patches(Scope scope, Variable x) {
    Sizes s = sizes;
    long batch = x.shape().extent(0);
    int n = s.rows();
    Variable cut = Shaping.reshape(x, batch, n, s.patch, n, s.patch, s.channels);
    Variable ordered = Shaping.permute(cut, 0, 1, 3, 2, 4, 5);
    Variable rows = Shaping.reshape(ordered, batch, (long) n * n, s.patchSize());
    Scope own = scope.under("conv_proj");
    Variable weight = Shaping.reshape(own.parameter("weight"), s.patchSize(), s.width);
    return Products.linear(rows, weight, own.parameter("bias"));
  }
}
