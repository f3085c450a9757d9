//! Decimal numbers as programs write them.

/// The value of a decimal (digits, a point, an exponent, a sign before it), and whether it is exactly the nearest number.
///
/// It is for at most 15 digits within 10^±22, which one operation gives (Clinger 1990, the fast path of every reader of
/// decimals); beyond, the last bits may be wrong. The tables that the rest needs are worth more than the numbers that
/// nobody writes: no field of a form holds a fraction.
pub fn decimal(text: &str) -> (f64, bool) {
    let (number, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let (mut significant, mut digits, mut shift) = (0u64, 0, 0i64);
    let mut exact = true;
    let mut zeros = 0; // at the end, so far: they are an exponent
    for digit in whole.chars().chain(fraction.chars()).filter_map(|c| c.to_digit(10)) {
        shift += 1;
        zeros += 1;
        if digit == 0 {
            continue;
        }
        if digits + zeros > 18 && digits > 0 {
            exact = false;
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
    exact &= digits <= 15 && exponent.abs() <= 22;
    let mut value = significant as f64;
    // Nothing is left of a number below 10^-360, and none is above 10^340.
    let mut left = if significant == 0 { 0 } else { exponent.clamp(-400, 400) };
    while left != 0 {
        let step = left.clamp(-22, 22);
        let power = (0..step.abs()).fold(1.0, |p, _| p * 10.0);
        value = if step < 0 { value / power } else { value * power };
        left -= step;
    }
    (if text.starts_with('-') { -value } else { value }, exact || significant == 0)
}

/// A finite number as a decimal with a point or an exponent, of at most 15 digits: as many as every decimal keeps on its way
/// through a double (DBL_DIG). So what [`decimal`] read exactly is written as it was; of what has more digits, as results
/// of a calculation do, the last ones are rounded.
pub fn written(number: f64) -> String {
    let mut out = String::new();
    if number.is_sign_negative() {
        out.push('-');
    }
    let number = number.abs();
    if number == 0.0 {
        out.push_str("0.0");
        return out;
    }
    let (mut exponent, mut first) = (0i32, number);
    while first >= 10.0 {
        first /= 10.0;
        exponent += 1;
    }
    while first < 1.0 {
        first *= 10.0;
        exponent -= 1;
    }
    // One operation within 10^±22, where powers of ten are exact.
    let shift = 14 - exponent;
    let scaled = if shift.abs() > 22 {
        first * 1e14
    } else {
        let power = (0..shift.abs()).fold(1.0, |p, _| p * 10.0);
        if shift < 0 { number / power } else { number * power }
    };
    let mut digits = ((scaled + 0.5) as u64).to_string();
    if digits.len() > 15 {
        exponent += 1; // 9.99… became 10
    }
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
    let text = written(number);
    match text.strip_suffix(".0") {
        Some(whole) => whole.to_owned(),
        None => text.replace('.', ","),
    }
}

/// How many decimals a number needs.
pub fn places(number: f64) -> usize {
    let text = written(number);
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
        assert_eq!((shown(1.5), shown(12.0)), ("1,5".into(), "12".into()));
        assert_eq!((places(1.25), places(3.0), places(1e-7)), (2, 0, 7));
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
        fn is_the_nearest_number_or_close_to_it(text in "-?[0-9]{1,25}(\\.[0-9]{1,12})?(e[+-]?[0-9]{1,3})?") {
            let (found, exact) = decimal(&text);
            let right: f64 = text.parse().expect("a number");
            if exact {
                prop_assert_eq!(found.to_bits(), right.to_bits());
            } else if right.is_infinite() || right.abs() < 1e-300 {
                prop_assert!(found == right || found.abs() < 1e-299 || found.abs() > 1e307);
            } else {
                prop_assert!((found - right).abs() <= right.abs() * 1e-14, "{} {}", found, right);
            }
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
            (9.999_999_999_999_999, "10.0"),
            (f64::MAX, "1.79769313486232e308"),
            (9.223_372_036_854_776e18, "9.22337203685478e18"),
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
