/// `exp` of eight numbers, within 2 units in the last place, the same bits on every machine.
///
/// `exp(x) = 2^n * exp(r)` with `n = round(x / log 2)`; `exp(r)` is a polynomial of degree 6 on
/// `|r| <= log(2) / 2` (the Taylor series' error there is below 2e-7). Arguments are held in
/// -87...88, so results are normal numbers.
func exponential(_ x: SIMD8<Float>) -> SIMD8<Float> {
  let x = x.clamped(lowerBound: SIMD8(repeating: -87), upperBound: SIMD8(repeating: 88))
  // Adding 1.5 * 2^23 rounds to an integer, which is then in the low bits.
  let shifted = x * 1.442_695_04 + 12_582_912
  let n = shifted - 12_582_912
  // log 2 in two parts: n times the first is exact.
  let r = (x - n * 0.693_359_375) - n * -2.121_944_4e-4
  var y = SIMD8<Float>(repeating: 1 / 720)
  y = y * r + 1 / 120
  y = y * r + 1 / 24
  y = y * r + 1 / 6
  y = y * r + 0.5
  y = y * r + 1
  y = y * r + 1
  // The shift leaves n + 127, the exponent field, and drops the rest.
  let bits = unsafe unsafeBitCast(shifted, to: SIMD8<UInt32>.self)
  let power = unsafe unsafeBitCast((bits &+ 127) &<< 23, to: SIMD8<Float>.self)
  return y * power
}
