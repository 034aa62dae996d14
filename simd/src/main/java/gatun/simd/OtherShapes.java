package gatun.simd;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A class that uses vectors of other shapes than those of {@link Lanes}: the build adds no casts to
 * it (decision 0004, rule 9), so it casts each vector itself.
 */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
@interface OtherShapes {}
