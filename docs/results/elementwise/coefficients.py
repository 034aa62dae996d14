"""Minimax fits of the polynomials in simd/src/kernels (mpmath): python3 coefficients.py WHICH, one of exp log sin erf erfcx more."""
"""Weighted minimax polynomials: prints the coefficients of p in target(x) ~ sum c_j x^j, error weighted by w."""
import mpmath as mp, sys, struct
mp.mp.dps = 45
def remez(f, w, lo, hi, deg, iters=12, grid=1500):
    n = deg + 2
    lo, hi = mp.mpf(lo), mp.mpf(hi)
    xs = [(lo+hi)/2 - (hi-lo)/2*mp.cos(mp.pi*(i+mp.mpf(1)/2)/n) for i in range(n)]
    g = [(lo+hi)/2 - (hi-lo)/2*mp.cos(mp.pi*i/grid) for i in range(grid+1)]
    g = [x for x in g]
    fg = [f(x) for x in g]; wg = [w(x) for x in g]
    for it in range(iters):
        A = mp.matrix(n, n); b = mp.matrix(n, 1)
        for i, x in enumerate(xs):
            for j in range(deg+1): A[i, j] = x**j
            A[i, deg+1] = (-1)**i / w(x); b[i] = f(x)
        c = mp.lu_solve(A, b)
        err = [wg[k]*(mp.polyval(list(c[:deg+1])[::-1], g[k]) - fg[k]) for k in range(len(g))]
        # extrema: best of each sign run
        runs = []; 
        for k, e in enumerate(err):
            s = e > 0
            if runs and runs[-1][0] == s:
                if abs(e) > abs(err[runs[-1][1]]): runs[-1][1] = k
            else: runs.append([s, k])
        idx = [r[1] for r in runs]
        while len(idx) > n:
            if abs(err[idx[0]]) < abs(err[idx[-1]]): idx.pop(0)
            else: idx.pop()
        if len(idx) < n: break
        new = [g[k] for k in idx]
        m = max(abs(e) for e in err); l = min(abs(err[k]) for k in idx)
        xs = new
        if m/l < 1.02: break
    return list(c[:deg+1]), m
def show(name, c, m, single):
    print(f"// {name}: minimax error {mp.nstr(m,3)} (2^{mp.nstr(mp.log(m,2),4)})")
    out = []
    for j, v in enumerate(c):
        if single:
            import numpy as np
            d = np.float32(float(v)); out.append(str(d) + " " )
        else: out.append(repr(float(v)))
    for j, v in enumerate(out): print(f"   c{j} = {v}")

H = mp.log(2)/2*mp.mpf('1.001')
def taylor(f, x, n): pass
def expP(x): return (mp.e**x-1-x)/x**2 if abs(x) > mp.mpf('1e-12') else mp.mpf(1)/2 + x/6
wexp = lambda x: x**2 if abs(x)>1e-3 else mp.mpf('1e-6')
which = sys.argv[1]
if which=='exp':
    for d,s in ((4,True),(9,False)):
        c,m = remez(expP, lambda x: max(x**2, mp.mpf('0.02')), -H, H, d); show(f'exp P deg {d}', c, m, s)
if which=='log':
    R = lambda f: (mp.log1p(f)-f+f*f/2)/f**3 if abs(f)>mp.mpf('1e-10') else mp.mpf(1)/3 - f/4
    for d in (6,7):
        c,m = remez(R, lambda f: max(f**2, mp.mpf('0.01')), mp.mpf(-1)/3, mp.mpf(1)/3, d); show(f'log f32 R deg {d}', c, m, True)
    # f64: log(1+f) = 2 atanh(s): atanh(s) = s + s^3 Q(s^2) ; 2*... R(z) = log((1+s)/(1-s))/s - 2 = z*Lg(z)
    smax = (mp.sqrt(2)-1)/(mp.sqrt(2)+1)
    Q = lambda z: (2*mp.atanh(mp.sqrt(z))/mp.sqrt(z)-2)/z if z>mp.mpf('1e-15') else mp.mpf(2)/3 + 2*z/5
    c,m = remez(Q, lambda z: max(z, mp.mpf('1e-3')), 0, smax**2*mp.mpf('1.001'), 6); show('log f64 Lg(z) deg 6', c, m, False)
if which=='sin':
    S = lambda z: (mp.sin(mp.sqrt(z))/mp.sqrt(z)-1)/z if z>mp.mpf('1e-15') else -mp.mpf(1)/6+z/120
    hi = (mp.pi/2*mp.mpf('1.002'))**2
    for d,s in ((3,True),(4,True),(7,False),(8,False)):
        c,m = remez(S, lambda z: max(z, mp.mpf('0.03')), 0, hi, d); show(f'sin S(z) deg {d}', c, m, s)
if which=='erfcx':
    ex = lambda t: mp.erfc(t)*mp.exp(t*t)
    # g(q): erfcx(t)*(1+2t)?  t = a(1+q)/(1-q)
    for a in (2,):
      for d,s,T in ((8,True,10),(9,True,10),(10,True,10),(20,False,27),(22,False,27)):
        a=mp.mpf(a)
        t = lambda q: a*(1+q)/(1-q)
        F = lambda q: ex(t(q))*(1+2*t(q))
        lo=mp.mpf(-1); hi=(T-a)/(T+a)
        c,m = remez(F, lambda q: 1/F(q), lo, hi, d, grid=600); show(f'erfcx a={a} deg {d}', c, m, s)
if which=='erf':
    E = lambda z: mp.erf(mp.sqrt(z))/mp.sqrt(z) if z>mp.mpf('1e-20') else 2/mp.sqrt(mp.pi)
    for d,s,top in ((5,True,0.9),(5,True,0.8),(9,False,0.5),(10,False,0.75),(12,False,1.0)):
        c,m = remez(E, lambda z: mp.mpf(1), 0, mp.mpf(top)**2, d); show(f'erf E(z) deg {d} to {top}', c, m, s)
if which=='more':
    
    ex = lambda t: mp.erfc(t)*mp.exp(t*t)
    a=mp.mpf(2)
    for d,s,T in ((9,True,10),(10,True,10),(22,False,27),(24,False,27)):
        t = lambda q: a*(1+q)/(1-q)
        F = lambda q: ex(t(q))*(t(q)+2)
        c,m = remez(F, lambda q: 1/F(q), mp.mpf(-1), (T-a)/(T+a), d, grid=600); show(f'erfcx*(t+2) T={T} deg {d}', c, m, s)
    H = mp.log(2)/2*mp.mpf('1.001')
    def expP(x): return (mp.e**x-1-x)/x**2 if abs(x) > mp.mpf('1e-12') else mp.mpf(1)/2 + x/6
    for d,s in ((4,True),(9,False),(10,False)):
        c,m = remez(expP, lambda x: max(abs(x), mp.mpf('0.02')), -H, H, d); show(f'exp P deg {d} weight x', c, m, s)
    S = lambda z: (mp.sin(mp.sqrt(z))/mp.sqrt(z)-1)/z if z>mp.mpf('1e-15') else -mp.mpf(1)/6+z/120
    hi = (mp.pi/2*mp.mpf('1.002'))**2
    c,m = remez(S, lambda z: max(z*mp.sqrt(z), mp.mpf('0.03')), 0, hi, 3); show(f'sin S(z) deg 3', c, m, True)
    c,m = remez(S, lambda z: max(z, mp.mpf('0.1')), 0, hi, 7); show(f'sin S(z) deg 7', c, m, False)
    for n,v in (('ln2',mp.log(2)),('pi',mp.pi)):
        import numpy as np
        for T in (np.float32, np.float64):
            h=T(float(v)); 
            if T is np.float64: h=T(v)
            l=v-mp.mpf(float(h)); l1=T(float(l)); l2=T(float(l-mp.mpf(float(l1))))
            print(n,T.__name__,repr(float(h)) if T is np.float64 else h,l1,l2)
