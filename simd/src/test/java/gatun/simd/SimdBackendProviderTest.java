package gatun.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.Support;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SimdBackendProviderTest {
  private static Map<String, String> good() {
    return new HashMap<>(
        Map.of("java.vm.name", "OpenJDK 64-Bit Server VM", "java.vm.info", "mixed mode, sharing"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          java.vm.info    | interpreted mode, sharing               | -Xint
          java.vm.info    | mixed mode, emulated-client, sharing    | TieredStopAtLevel
          java.vm.name    | Substrate VM                            | HotSpot
          java.vm.name    | OpenJDK Client VM                       | HotSpot
          gatun.simd.bits | 1024                                    | 128, 256 or 512
          gatun.simd.bits | wide                                    | 128, 256 or 512
          """)
  void refusesWithTheRemedy(String property, String value, String remedy) {
    var properties = good();
    properties.put(property, value);
    var support = SimdBackendProvider.judge(properties::get, true);
    var refused = assertInstanceOf(Support.Refused.class, support);
    assertTrue(refused.remedy().contains(remedy), refused.remedy());
    assertTrue(refused.reason().contains(value), refused.reason());
  }

  @Test
  void refusesWithoutTheVectorModule() {
    var refused =
        assertInstanceOf(Support.Refused.class, SimdBackendProvider.judge(good()::get, false));
    assertEquals("start java with --add-modules jdk.incubator.vector", refused.remedy());
  }

  @Test
  void isUsableOnAServerMachine() {
    var properties = good();
    properties.put("gatun.simd.bits", "128");
    var usable =
        assertInstanceOf(Support.Usable.class, SimdBackendProvider.judge(properties::get, true));
    assertTrue(usable.rank() > 0);
    assertTrue(usable.detail().startsWith("128-bit"));
  }
}
