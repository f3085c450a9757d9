//! Decimal numbers as programs write them.

use std::cmp::Ordering;

/// The value of a decimal (digits, a point, an exponent, a sign before it), and whether one operation gave it: at most 15
/// digits within 10^±22 (Clinger 1990, the fast path of every reader of decimals), which is what people write.
///
/// Otherwise it is compared with the numbers beside it, in whole numbers of any length: the tables that are usual for this are
/// larger than the rest of the reader. Of more than 18 digits the later ones do not count, and the last bit may be wrong.
pub fn decimal(text: &str) -> (f64, bool) {
    let (number, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let (mut significant, mut digits, mut shift) = (0u64, 0, 0i64);
    let mut plain = true;
    let mut zeros = 0; // at the end, so far: they are an exponent
    for digit in whole.chars().chain(fraction.chars()).filter_map(|c| c.to_digit(10)) {
        shift += 1;
        zeros += 1;
        if digit == 0 {
            continue;
        }
        if digits + zeros > 18 && digits > 0 {
            plain = false;
            continue;
        }
        let zeros_before = if digits == 0 { 1 } else { zeros };
        for _ in 0..zeros_before {
            significant *= 10;
        }
        significant += u64::from(digit);
        digits += zeros_before;
        zeros = 0;
        shift = 0;
    }
    let low = if exponent.starts_with('-') { i64::MIN / 2 } else { i64::MAX / 2 };
    let written = exponent.parse::<i64>().unwrap_or(low).clamp(i64::MIN / 2, i64::MAX / 2);
    let exponent = written.saturating_add(shift).saturating_sub(fraction.len() as i64);
    plain &= digits <= 15 && exponent.abs() <= 22;
    plain |= significant == 0;
    // Nothing is left of a number below 10^-360, and none is above 10^340.
    let exponent = if significant == 0 { 0 } else { exponent.clamp(-400, 400) as i32 };
    let mut value = scaled(significant as f64, exponent);
    if !plain {
        value = nearest(significant, exponent, value);
    }
    (if text.starts_with('-') { -value } else { value }, plain)
}

/// A finite number as a decimal with a point or an exponent: of 15 to 17 digits as few as it takes for [`decimal`] to read the
/// same number again. 15 are what every decimal keeps on its way through a double, so it is written as people wrote it.
pub fn written(number: f64) -> String {
    digits(number, 17)
}

/// The same for people, of 15 digits at most: nobody means the last ones of `0.1 + 0.2`.
fn rounded(number: f64) -> String {
    digits(number, 15)
}

/// Of at least 15 digits (without zeros at the end), and of more, up to so many, if the number needs them.
fn digits(number: f64, most: i32) -> String {
    let mut out = String::new();
    if number.is_sign_negative() {
        out.push('-');
    }
    let number = number.abs();
    if number == 0.0 {
        out.push_str("0.0");
        return out;
    }
    let (mut exponent, mut first) = (0, number);
    while first >= 10.0 {
        first /= 10.0;
        exponent += 1;
    }
    while first < 1.0 {
        first *= 10.0;
        exponent -= 1;
    }
    let (significant, twos) = parts(number.to_bits());
    let mut count = 15;
    let mut digits = loop {
        let tens = exponent + 1 - count;
        // Close by, and from there to the nearest.
        let mut whole = scaled(number, -tens) as u64;
        while compare(2 * whole + 1, tens, significant, twos + 1).is_lt() {
            whole += 1;
        }
        while compare(2 * whole - 1, tens, significant, twos + 1).is_gt() {
            whole -= 1;
        }
        if count == most || nearest(whole, tens, number) == number {
            break whole.to_string();
        }
        count += 1;
    };
    exponent += digits.len() as i32 - count; // 9.99… became 10
    digits.truncate(digits.trim_end_matches('0').len());
    let point = exponent + 1; // so many digits stand before it
    if (1..=15).contains(&point) {
        let point = point as usize;
        while digits.len() <= point {
            digits.push('0');
        }
        digits.insert(point, '.');
        out.push_str(&digits);
    } else if (-5..=0).contains(&point) {
        out.push_str("0.");
        (point..0).for_each(|_| out.push('0'));
        out.push_str(&digits);
    } else {
        digits.insert(1, '.');
        if digits.ends_with('.') {
            digits.push('0');
        }
        out.push_str(&digits);
        out.push('e');
        out.push_str(&exponent.to_string());
    }
    out
}

/// `number · 10^exponent`, or close to it: rounded once for every 22 powers of ten, so many are exact.
fn scaled(mut number: f64, mut exponent: i32) -> f64 {
    while exponent != 0 {
        let step = exponent.clamp(-22, 22);
        let power = (0..step.abs()).fold(1.0, |p, _| p * 10.0);
        number = if step < 0 { number / power } else { number * power };
        exponent -= step;
    }
    number
}

/// The double that `n · 10^tens` is rounded to, looked for from one close by; none of them is negative.
fn nearest(n: u64, tens: i32, close: f64) -> f64 {
    // The order of doubles from 0 is that of their bits. From the middle of two it goes to the even one.
    let above = |bits: u64| {
        let (significant, twos) = parts(bits);
        let middle = compare(n, tens, 2 * significant + 1, twos - 1);
        middle.is_gt() || middle.is_eq() && bits % 2 == 1
    };
    let mut bits = close.to_bits();
    while bits > 0 && !above(bits - 1) {
        bits -= 1;
    }
    while bits < f64::INFINITY.to_bits() && above(bits) {
        bits += 1;
    }
    f64::from_bits(bits)
}

/// A finite double from 0 as a whole number times a power of two (IEEE 754 §3.4).
fn parts(bits: u64) -> (u64, i32) {
    let (exponent, fraction) = ((bits >> 52) as i32, bits % (1 << 52));
    if exponent == 0 { (fraction, -1074) } else { (fraction + (1 << 52), exponent - 1075) }
}

/// `n · 10^tens` against `m · 2^twos`.
fn compare(n: u64, tens: i32, m: u64, twos: i32) -> Ordering {
    let (left, right) = (product(n, tens, tens - twos), product(m, -tens, twos - tens));
    left.len().cmp(&right.len()).then_with(|| left.iter().rev().cmp(right.iter().rev()))
}

/// `n · 5^fives · 2^twos`, each power only if it is one of a whole number: in 32 bits a place, the lowest first, the last not 0.
fn product(n: u64, mut fives: i32, twos: i32) -> Vec<u32> {
    let twos = twos.max(0) as u32;
    let mut out = vec![0; twos as usize / 32];
    out.extend([n as u32, (n >> 32) as u32]);
    let mut times = |factor: u32| {
        let mut carry = 0;
        for place in &mut out {
            carry += u64::from(*place) * u64::from(factor);
            *place = carry as u32;
            carry >>= 32;
        }
        out.push(carry as u32);
    };
    times(1 << (twos % 32));
    while fives > 0 {
        let step = fives.min(13); // 5^13 is the last below 2^32
        times(5u32.pow(step as u32));
        fives -= step;
    }
    while out.last() == Some(&0) {
        out.pop();
    }
    out
}

/// A whole number as people write it in Vietnamese, dots or spaces between groups of three, perhaps with the currency:
/// `1.500.000 đ`. `None` when it is none.
pub fn whole(typed: &str) -> Option<i64> {
    let folded = super::fold(typed);
    let bare = ["dong", "vnd", "d"].iter().find_map(|unit| folded.strip_suffix(unit)).unwrap_or(&folded).trim();
    let (sign, digits) = bare.strip_prefix('-').map_or((1, bare), |rest| (-1, rest));
    ungrouped(digits)?.parse::<i64>().ok().map(|n| n * sign)
}

/// The digits of a whole number without what groups them; `None` when they are grouped in another way than by threes.
fn ungrouped(text: &str) -> Option<String> {
    let text = text.replace([' ', '\u{a0}'], ".");
    let mut groups = text.split('.');
    let first = groups.next()?;
    let grouped = text.contains('.');
    let digits = |g: &str| !g.is_empty() && g.bytes().all(|b| b.is_ascii_digit());
    if !digits(first) || grouped && first.len() > 3 || first.len() > 18 {
        return None;
    }
    groups.all(|g| digits(g) && g.len() == 3).then(|| text.replace('.', "")).filter(|all| all.len() <= 18)
}

/// A number as people write it in Vietnamese: a comma before the decimals, dots or spaces between groups of three. A point
/// that cannot stand between groups is taken for a comma, as machines write it: `1,5`, `1.234,5`, `1.5`.
pub fn fraction(typed: &str) -> Option<f64> {
    let text = typed.trim();
    let (sign, text) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let (whole, places) = match text.split_once(',') {
        Some((whole, places)) => (ungrouped(whole)?, places),
        None => match (ungrouped(text), text.split_once('.')) {
            (Some(whole), _) => (whole, ""),
            (None, Some((whole, places))) => (ungrouped(whole)?, places),
            (None, None) => return None,
        },
    };
    if !places.bytes().all(|b| b.is_ascii_digit()) || whole.len() + places.len() > 15 {
        return None;
    }
    Some(decimal(&[sign, &whole, if places.is_empty() { "" } else { "." }, places].concat()).0)
}

/// A whole number with dots between groups of three.
pub fn grouped(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut out = if n < 0 { "-".to_owned() } else { String::new() };
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    out
}

/// A number as people read it: with a comma, and without one when it is whole.
pub fn shown(number: f64) -> String {
    let text = rounded(number);
    match text.strip_suffix(".0") {
        Some(whole) => whole.to_owned(),
        None => text.replace('.', ","),
    }
}

/// How many decimals a number needs.
pub fn places(number: f64) -> usize {
    let text = rounded(number);
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let places = digits.split_once('.').map_or(0, |(_, places)| if places == "0" { 0 } else { places.len() });
    (places as i64 - exponent.parse::<i64>().unwrap_or(0)).max(0) as usize
}

#[cfg(test)]
mod tests {
    use super::{decimal, fraction, grouped, places, shown, whole, written};

    #[test]
    fn as_people_write_them() {
        for (typed, number) in [
            ("1.500.000 đ", Some(1_500_000)),
            ("1 500 000 VNĐ", Some(1_500_000)),
            ("1500000", Some(1_500_000)),
            ("-3", Some(-3)),
            ("15.00", None),
            ("1.5000", None),
            ("hai", None),
            ("", None),
            ("1,5", None),
            ("9999999999999999999", None),
        ] {
            assert_eq!(whole(typed), number, "{typed}");
        }
        for (typed, number) in [
            ("1,5", Some(1.5)),
            ("1.234,5", Some(1234.5)),
            ("1.234", Some(1234.0)),
            ("1.5", Some(1.5)),
            ("-0,25", Some(-0.25)),
            ("12", Some(12.0)),
            ("1,2,3", None),
            (",5", None),
            ("x", None),
        ] {
            assert_eq!(fraction(typed), number, "{typed}");
        }
        assert_eq!(
            (grouped(1_500_000), grouped(-999), grouped(1000)),
            ("1.500.000".into(), "-999".into(), "1.000".into())
        );
        assert_eq!((shown(1.5), shown(12.0), shown(0.1 + 0.2)), ("1,5".into(), "12".into(), "0,3".into()));
        assert_eq!((places(1.25), places(3.0), places(1e-7), places(0.1 + 0.2)), (2, 0, 7, 1));
    }

    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_shown_is_read_again(n in -1_000_000_000_000i64..1_000_000_000_000, f in -99_999i32..99_999) {
            prop_assert_eq!(whole(&grouped(n)), Some(n));
            let f = f64::from(f) / 100.0;
            prop_assert_eq!(fraction(&shown(f)), Some(f));
            prop_assert!(places(f) <= 2);
        }

        /// As the standard library, which has the tables.
        #[test]
        fn is_the_nearest_number(text in "-?[0-9]{1,14}(\\.[0-9]{1,4})?(e[+-]?[0-9]{1,3})?") {
            let right: f64 = text.parse().expect("a number");
            prop_assert_eq!(decimal(&text).0.to_bits(), right.to_bits());
        }

        #[test]
        fn of_many_digits_is_close_to_it(text in "-?[0-9]{19,25}(\\.[0-9]{1,12})?(e[+-]?[0-9]{1,3})?") {
            let (found, plain) = decimal(&text);
            let right: f64 = text.parse().expect("a number");
            prop_assert!(!plain || found == right);
            // Neighbours at most; beyond the greatest there is the infinite one.
            prop_assert!(found.to_bits().abs_diff(right.to_bits()) <= 1, "{} {}", found, right);
        }

        /// Also by another reader, and no longer than need be.
        #[test]
        fn is_read_as_it_was_before_it_was_written(bits in any::<u64>()) {
            let number = f64::from_bits(bits);
            prop_assume!(number.is_finite());
            let text = written(number);
            prop_assert_eq!(decimal(&text).0.to_bits(), bits, "{}", text);
            prop_assert_eq!(text.parse::<f64>().expect("a number").to_bits(), bits, "{}", text);
            let digits = |t: &str| {
                let number = t.split('e').next().unwrap_or_default().trim_end_matches(".0").trim_start_matches(['-', '0', '.']);
                number.matches(|c: char| c.is_ascii_digit()).count()
            };
            prop_assert!(digits(&text) <= digits(&format!("{number:e}")).max(15), "{}", text);
        }

        /// What one operation read is written so that one operation reads it.
        #[test]
        fn plain_ones_stay_plain(n in 0u64..1_000_000_000_000_000, cut in 0u32..15, e in -22i32..=22) {
            let (number, plain) = decimal(&format!("{}e{e}", n / 10u64.pow(cut)));
            prop_assume!(plain);
            let text = written(number);
            prop_assert_eq!(decimal(&text), (number, true), "{}", text);
        }
    }

    /// Where the distance to the neighbours changes, and where the number of digits does.
    #[test]
    fn powers_and_their_neighbours() {
        let twos = (0..2047u64).map(|e| e << 52);
        let tens = (-323..=308).map(|e| format!("1e{e}").parse::<f64>().expect("a number").to_bits());
        for bits in twos.chain(tens).flat_map(|b| b.saturating_sub(3)..b + 4).chain([1, 2, 3]) {
            let text = written(f64::from_bits(bits));
            assert_eq!(decimal(&text).0.to_bits(), bits, "{text}");
            assert_eq!(text.parse::<f64>().expect("a number").to_bits(), bits, "{text}");
        }
    }

    #[test]
    fn written_as_people_would() {
        for (number, text) in [
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (1.0, "1.0"),
            (-0.1, "-0.1"),
            (0.000_012, "0.000012"),
            (0.000_000_12, "1.2e-7"),
            (123.456, "123.456"),
            (1e14, "100000000000000.0"),
            (1e15, "1.0e15"),
            (9.999_999_999_999_998, "9.999999999999998"),
            (8e-22, "8.0e-22"),
            (0.1 + 0.2, "0.30000000000000004"),
            (99.999_999_999_999_99, "99.99999999999999"),
            (5e-324, "4.94065645841247e-324"),
            (f64::MAX, "1.7976931348623157e308"),
            (9.223_372_036_854_776e18, "9.223372036854776e18"),
        ] {
            assert_eq!(written(number), text);
        }
    }

    #[test]
    fn edges() {
        for (text, value, exact) in [
            ("0", 0.0, true),
            ("0e999999999999999999999", 0.0, true),
            ("1e999999999999999999999", f64::INFINITY, false),
            ("1e-999999999999999999999", 0.0, false),
            ("1000000000000000000000", 1e21, true),
            ("0.1", 0.1, true),
            ("123456789012345678", 123_456_789_012_345_680.0, false),
        ] {
            assert_eq!(decimal(text), (value, exact), "{text}");
        }
    }
}
