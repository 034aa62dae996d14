package gatun.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Minimax polynomials as fragments, see {@link VectorMathF64}. The coefficients come from {@code
 * docs/results/elementwise/coefficients.py}.
 */
final class PolynomialsF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;

  private PolynomialsF64() {}

  /** (e^r − 1 − r) / r² for |r| ≤ ln 2 / 2; minimax error 2^-61. */
  static DoubleVector expTailF64(DoubleVector r) {
    DoubleVector p = DoubleVector.broadcast(S, 2.092452135429032e-09);
    p = p.fma(r, DoubleVector.broadcast(S, 2.5109147733279983e-08));
    p = p.fma(r, DoubleVector.broadcast(S, 2.75572425060853e-07));
    p = p.fma(r, DoubleVector.broadcast(S, 2.7557243910603577e-06));
    p = p.fma(r, DoubleVector.broadcast(S, 2.480158736085516e-05));
    p = p.fma(r, DoubleVector.broadcast(S, 0.00019841269886402234));
    p = p.fma(r, DoubleVector.broadcast(S, 0.0013888888888866685));
    p = p.fma(r, DoubleVector.broadcast(S, 0.00833333333332153));
    p = p.fma(r, DoubleVector.broadcast(S, 0.0416666666666667));
    p = p.fma(r, DoubleVector.broadcast(S, 0.16666666666666677));
    p = p.fma(r, DoubleVector.broadcast(S, 0.5));
    return p;
  }

  /** The same, error 2^-26. */
  static DoubleVector expTailF32(DoubleVector r) {
    DoubleVector p = DoubleVector.broadcast(S, 0.0013946557);
    p = p.fma(r, DoubleVector.broadcast(S, 0.008366644));
    p = p.fma(r, DoubleVector.broadcast(S, 0.04166628));
    p = p.fma(r, DoubleVector.broadcast(S, 0.16666542));
    p = p.fma(r, DoubleVector.broadcast(S, 0.5));
    return p;
  }

  /** (log((1 + s) / (1 − s)) / s − 2) / z for z = s² ≤ 0.0295; error 2^-58. */
  static DoubleVector logTailF64(DoubleVector z) {
    DoubleVector p = DoubleVector.broadcast(S, 0.14762792239200395);
    p = p.fma(z, DoubleVector.broadcast(S, 0.15317635606616065));
    p = p.fma(z, DoubleVector.broadcast(S, 0.18183410807862832));
    p = p.fma(z, DoubleVector.broadcast(S, 0.22222201866463642));
    p = p.fma(z, DoubleVector.broadcast(S, 0.28571428705681357));
    p = p.fma(z, DoubleVector.broadcast(S, 0.3999999999961126));
    p = p.fma(z, DoubleVector.broadcast(S, 0.6666666666666696));
    return p;
  }

  /** (log(1 + f) − f + f² / 2) / f³ for |f| ≤ 1/3; error 2^-27. */
  static DoubleVector logTailF32(DoubleVector f) {
    DoubleVector p = DoubleVector.broadcast(S, -0.13112624);
    p = p.fma(f, DoubleVector.broadcast(S, 0.13822246));
    p = p.fma(f, DoubleVector.broadcast(S, -0.121360764));
    p = p.fma(f, DoubleVector.broadcast(S, 0.14043073));
    p = p.fma(f, DoubleVector.broadcast(S, -0.16683674));
    p = p.fma(f, DoubleVector.broadcast(S, 0.20007744));
    p = p.fma(f, DoubleVector.broadcast(S, -0.24999738));
    p = p.fma(f, DoubleVector.broadcast(S, 0.33333275));
    return p;
  }

  /** (sin r / r − 1) / z for z = r², |r| ≤ π / 2; error 2^-61. */
  static DoubleVector sineTailF64(DoubleVector z) {
    DoubleVector p = DoubleVector.broadcast(S, 2.723931296841083e-15);
    p = p.fma(z, DoubleVector.broadcast(S, -7.643273914575188e-13));
    p = p.fma(z, DoubleVector.broadcast(S, 1.6058951510781063e-10));
    p = p.fma(z, DoubleVector.broadcast(S, -2.505210713106632e-08));
    p = p.fma(z, DoubleVector.broadcast(S, 2.7557319214287107e-06));
    p = p.fma(z, DoubleVector.broadcast(S, -0.00019841269841230216));
    p = p.fma(z, DoubleVector.broadcast(S, 0.008333333333333264));
    p = p.fma(z, DoubleVector.broadcast(S, -0.16666666666666666));
    return p;
  }

  /** The same, error 2^-27. */
  static DoubleVector sineTailF32(DoubleVector z) {
    DoubleVector p = DoubleVector.broadcast(S, 2.599453e-06);
    p = p.fma(z, DoubleVector.broadcast(S, -0.00019806344));
    p = p.fma(z, DoubleVector.broadcast(S, 0.008333013));
    p = p.fma(z, DoubleVector.broadcast(S, -0.16666657));
    return p;
  }

  /** erf(x) / x for z = x² ≤ 1; error 2^-62. */
  static DoubleVector erfNearF64(DoubleVector z) {
    DoubleVector p = DoubleVector.broadcast(S, 5.96069015596486e-11);
    p = p.fma(z, DoubleVector.broadcast(S, -1.1374957778836955e-09));
    p = p.fma(z, DoubleVector.broadcast(S, 1.4660329014757929e-08));
    p = p.fma(z, DoubleVector.broadcast(S, -1.6350396226460748e-07));
    p = p.fma(z, DoubleVector.broadcast(S, 1.646100847390157e-06));
    p = p.fma(z, DoubleVector.broadcast(S, -1.4925595771640748e-05));
    p = p.fma(z, DoubleVector.broadcast(S, 0.0001205533113291957));
    p = p.fma(z, DoubleVector.broadcast(S, -0.0008548326981424134));
    p = p.fma(z, DoubleVector.broadcast(S, 0.0052239776248283985));
    p = p.fma(z, DoubleVector.broadcast(S, -0.02686617064507787));
    p = p.fma(z, DoubleVector.broadcast(S, 0.11283791670954885));
    p = p.fma(z, DoubleVector.broadcast(S, -0.3761263890318375));
    p = p.fma(z, DoubleVector.broadcast(S, 1.1283791670955126));
    return p;
  }

  /** (t + 2) e^t² erfc(t) for q = (t − 2) / (t + 2), t ≤ 27; error 2^-55. */
  static DoubleVector erfcxTailF64(DoubleVector q) {
    DoubleVector p = DoubleVector.broadcast(S, -5.983419475950497e-09);
    p = p.fma(q, DoubleVector.broadcast(S, -1.495718213242966e-08));
    p = p.fma(q, DoubleVector.broadcast(S, 2.4683841911052505e-08));
    p = p.fma(q, DoubleVector.broadcast(S, 1.1214294348952115e-07));
    p = p.fma(q, DoubleVector.broadcast(S, 4.4681525166668344e-08));
    p = p.fma(q, DoubleVector.broadcast(S, -3.2033295406021275e-07));
    p = p.fma(q, DoubleVector.broadcast(S, -6.157922377383081e-07));
    p = p.fma(q, DoubleVector.broadcast(S, -4.575395993729621e-09));
    p = p.fma(q, DoubleVector.broadcast(S, 2.0299598190584657e-06));
    p = p.fma(q, DoubleVector.broadcast(S, 3.648559529996978e-06));
    p = p.fma(q, DoubleVector.broadcast(S, -1.1378259753999785e-06));
    p = p.fma(q, DoubleVector.broadcast(S, -1.6122930691243466e-05));
    p = p.fma(q, DoubleVector.broadcast(S, -2.1692479807583118e-05));
    p = p.fma(q, DoubleVector.broadcast(S, 3.414942570614176e-05));
    p = p.fma(q, DoubleVector.broadcast(S, 0.00014446997137418203));
    p = p.fma(q, DoubleVector.broadcast(S, 3.437134967434611e-05));
    p = p.fma(q, DoubleVector.broadcast(S, -0.0006630734006555762));
    p = p.fma(q, DoubleVector.broadcast(S, -0.0008372960540656242));
    p = p.fma(q, DoubleVector.broadcast(S, 0.0030906120507826194));
    p = p.fma(q, DoubleVector.broadcast(S, 0.0064791850672977986));
    p = p.fma(q, DoubleVector.broadcast(S, -0.021510661889136057));
    p = p.fma(q, DoubleVector.broadcast(S, -0.036442231506868886));
    p = p.fma(q, DoubleVector.broadcast(S, 0.27947209255604905));
    p = p.fma(q, DoubleVector.broadcast(S, -0.6871606844138106));
    p = p.fma(q, DoubleVector.broadcast(S, 1.021582705242023));
    return p;
  }
}
