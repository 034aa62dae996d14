"""Minimax fits (Lawson's iteration, numpy and mpmath) of the tails in ShortErrorFunctions: python3 tails.py."""
import numpy as np, mpmath as mp, sys
mp.mp.dps=40
def lawson(f, w, lo, hi, deg, N=600, it=60, fixed=None):
    k=np.arange(N); x=(lo+hi)/2-(hi-lo)/2*np.cos(np.pi*(k+.5)/N)
    F=np.array([float(f(mp.mpf(t))) for t in x]); W=np.array([float(w(mp.mpf(t))) for t in x])
    u=(2*x-lo-hi)/(hi-lo)
    V=np.polynomial.chebyshev.chebvander(u,deg)
    l=np.ones(N)/N
    best=None
    for _ in range(it):
        s=np.sqrt(l)*W
        c,*_r=np.linalg.lstsq(V*s[:,None],F*s,rcond=None)
        e=np.abs((V@c-F)*W); m=e.max()
        if best is None or m<best[0]: best=(m,c)
        l=l*e; l/=l.sum()
    m,c=best
    p=np.polynomial.chebyshev.Chebyshev(c,domain=[lo,hi]).convert(kind=np.polynomial.Polynomial)
    return m,p.coef
def show(name, m, c):
    print(name, "err 2^%.2f" % np.log2(m), [str(np.float32(v)) for v in c])
two = lambda f: mp.expm1(f*mp.log(2))/f if abs(f) > 1e-12 else mp.log(2)
show("(2^f - 1) / f, degree 5 (erf)", *lawson(two, lambda f: 1/mp.log(2), -.5, .5, 5))
show("(2^f - 1) / f, degree 4 (GELU)", *lawson(two, lambda f: abs(f)/2**f, -.5, .5, 4))
log = mp.mpf(float(np.float32(.5/np.log(2))))  # what the kernel multiplies a^2 by; its error goes into the fit
def tail(y):
    a = 3.25*y/(1 - y)
    return mp.erfc(a/mp.sqrt(2))/2*2**(log*a*a)*(a + 3.25)
show("GELU: P in y = a / (a + 3.25), a to 15", *lawson(tail, lambda y: 1/tail(y), 0.0, 15/18.25, 7, it=400))
erf = lambda a: -mp.log(mp.erfc(a))/mp.log(2)/a
show("erf: Q in a to 4", *lawson(erf, lambda a: mp.log(2)*a*mp.erfc(a)/mp.erf(a), 1e-6, 4.0, 7))
