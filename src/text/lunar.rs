//! The lunisolar calendar of Vietnam ("âm lịch"), in which two of its public holidays are dated.
//!
//! Computed from its rules, not from a table, for UTC+7, the time of Vietnam (Quyết định 121/CP of 8 August 1967; dates
//! of before are as the rules would have them):
//!
//! - a month begins on the day of a new moon;
//! - the month of the winter solstice is the eleventh;
//! - where thirteen months begin from one eleventh month to the next, the first of them in which the sun comes to no
//!   multiple of 30° is a leap month and takes the number of the month before.
//!
//! New moons: J. Meeus, *Astronomical Algorithms*, 2nd ed., chapter 49. Longitude of the sun: P. Bretagnon and J.-L. Simon,
//! *Planetary Programs and Tables from −4000 to +2800* (1986). The difference of dynamical and civil time: F. Espenak and
//! J. Meeus, *Five Millennium Canon of Solar Eclipses* (NASA TP-2006-214141). Each is good to less than half a minute in
//! the years here; a test holds all months of two centuries against another ephemeris.

use super::date::Day;
use std::ops::RangeInclusive;
use time::Month;

/// Lunar years that can be computed.
pub const LUNAR_YEARS: RangeInclusive<i32> = 1900..=2100;

/// A day of the lunisolar calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LunarDate {
    /// The year in which the first month begins.
    pub year: i32,
    /// 1 to 12.
    pub month: u8,
    /// Whether it is the leap month that follows the month of that number.
    pub leap: bool,
    /// 1 to 30.
    pub day: u8,
}

impl LunarDate {
    /// The lunar date of a day; `None` outside [`LUNAR_YEARS`].
    pub fn of(day: Day) -> Option<Self> {
        // The lunar year begins between 20 January and 21 February of the year with its number.
        [day.year(), day.year() - 1].into_iter().filter(|year| LUNAR_YEARS.contains(year)).find_map(|year| {
            let number = day.to_julian_day();
            let months = months(year);
            let (at, begin) = months.iter().enumerate().rev().find(|(_, month)| month.begin <= number)?;
            // Behind the last month of a year lies the first of the next.
            (at + 1 < months.len()).then_some(())?;
            let day = u8::try_from(number - begin.begin + 1).ok()?;
            Some(Self { year, month: begin.number, leap: begin.leap, day })
        })
    }

    /// The day that it is; `None` where the year has no such month or the month no such day.
    pub fn to_day(self) -> Option<Day> {
        LUNAR_YEARS.contains(&self.year).then_some(())?;
        let months = months(self.year);
        let at = months[..months.len() - 1].iter().position(|m| (m.number, m.leap) == (self.month, self.leap))?;
        let length = months[at + 1].begin - months[at].begin;
        let day = i32::from(self.day);
        (1..=length).contains(&day).then(|| Day::from_julian_day(months[at].begin + day - 1).ok()).flatten()
    }
}

/// The first day of a lunar year (mùng một Tết); `None` outside [`LUNAR_YEARS`].
pub fn new_year(year: i32) -> Option<Day> {
    LunarDate { year, month: 1, leap: false, day: 1 }.to_day()
}

/// A month: the number of its first day (Julian day at noon), its number, whether it is a leap one.
struct Begin {
    begin: i32,
    number: u8,
    leap: bool,
}

/// The months of a lunar year, and the first of the next as the end of the last.
fn months(year: i32) -> Vec<Begin> {
    let mut all = Vec::with_capacity(26);
    for solstice in [year - 1, year] {
        let (first, next) = (eleventh_month(solstice), eleventh_month(solstice + 1));
        let mut leap_left = next - first == 13;
        let mut number = 10;
        for moon in first..next {
            let begin = new_moon(moon);
            let leap = leap_left && moon > first && sign(begin) == sign(new_moon(moon + 1));
            leap_left &= !leap;
            number = if leap { number } else { number % 12 + 1 };
            all.push(Begin { begin, number, leap });
        }
    }
    let first = all.iter().position(|m| m.number == 1 && !m.leap).unwrap_or(0);
    let length = all[first + 1..].iter().position(|m| m.number == 1 && !m.leap).unwrap_or(0);
    all.drain(..first);
    all.truncate(length + 2);
    all
}

/// Which new moon begins the eleventh month that the winter solstice of `year` lies in.
fn eleventh_month(year: i32) -> i32 {
    let end = Day::from_calendar_date(year, Month::December, 31).unwrap_or(Day::MAX).to_julian_day();
    let mut moon = ((f64::from(end) - FIRST_MOON) / LUNATION) as i32 + 1;
    while new_moon(moon) > end {
        moon -= 1;
    }
    // The sun was at 270° before that month began: the month before has the solstice.
    if sign(new_moon(moon)) >= 9 { moon - 1 } else { moon }
}

/// Where UTC+7 is ahead of universal time, in days.
const ZONE: f64 = 7.0 / 24.0;
/// The mean new moon of 6 January 2000 (Julian ephemeris day), from which they are counted, and the days between two.
const FIRST_MOON: f64 = 2_451_550.097_66;
const LUNATION: f64 = 29.530_588_861;

/// The number of the day, in Vietnam, of a new moon.
fn new_moon(moon: i32) -> i32 {
    let instant = new_moon_instant(f64::from(moon));
    (instant - seconds_ahead(instant) / 86_400.0 + ZONE + 0.5).floor() as i32
}

/// The sine of degrees.
fn sine(degrees: f64) -> f64 {
    degrees.rem_euclid(360.0).to_radians().sin()
}

/// `c0 + c1·x + c2·x² …`.
fn polynomial(x: f64, coefficients: &[f64]) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
}

/// Corrections to the mean new moon: days; how often the eccentricity of the Earth's orbit; multiples of the sun's mean
/// anomaly, the moon's, and the moon's argument of latitude.
const MOON: [(f64, i32, f64, f64, f64); 24] = [
    (-0.407_20, 0, 0.0, 1.0, 0.0),
    (0.172_41, 1, 1.0, 0.0, 0.0),
    (0.016_08, 0, 0.0, 2.0, 0.0),
    (0.010_39, 0, 0.0, 0.0, 2.0),
    (0.007_39, 1, -1.0, 1.0, 0.0),
    (-0.005_14, 1, 1.0, 1.0, 0.0),
    (0.002_08, 2, 2.0, 0.0, 0.0),
    (-0.001_11, 0, 0.0, 1.0, -2.0),
    (-0.000_57, 0, 0.0, 1.0, 2.0),
    (0.000_56, 1, 1.0, 2.0, 0.0),
    (-0.000_42, 0, 0.0, 3.0, 0.0),
    (0.000_42, 1, 1.0, 0.0, 2.0),
    (0.000_38, 1, 1.0, 0.0, -2.0),
    (-0.000_24, 1, -1.0, 2.0, 0.0),
    (-0.000_07, 0, 2.0, 1.0, 0.0),
    (0.000_04, 0, 0.0, 2.0, -2.0),
    (0.000_04, 0, 3.0, 0.0, 0.0),
    (0.000_03, 0, 1.0, 1.0, -2.0),
    (0.000_03, 0, 0.0, 2.0, 2.0),
    (-0.000_03, 0, 1.0, 1.0, 2.0),
    (0.000_03, 0, -1.0, 1.0, 2.0),
    (-0.000_02, 0, -1.0, 1.0, -2.0),
    (-0.000_02, 0, 1.0, 3.0, 0.0),
    (0.000_02, 0, 0.0, 4.0, 0.0),
];

/// Corrections by the planets: days, degrees, degrees a lunation.
const PLANETS: [(f64, f64, f64); 14] = [
    (0.000_325, 299.77, 0.107_408),
    (0.000_165, 251.88, 0.016_321),
    (0.000_164, 251.83, 26.651_886),
    (0.000_126, 349.42, 36.412_478),
    (0.000_110, 84.66, 18.206_239),
    (0.000_062, 141.74, 53.303_771),
    (0.000_060, 207.14, 2.453_732),
    (0.000_056, 154.84, 7.306_860),
    (0.000_047, 34.52, 27.261_239),
    (0.000_042, 207.19, 0.121_824),
    (0.000_040, 291.34, 1.844_379),
    (0.000_037, 161.72, 24.198_154),
    (0.000_035, 239.56, 25.513_099),
    (0.000_023, 331.55, 3.592_518),
];

/// When a new moon is (Julian ephemeris day).
fn new_moon_instant(k: f64) -> f64 {
    let t = k / 1236.85;
    let mean = FIRST_MOON + LUNATION * k + t * t * polynomial(t, &[0.000_154_37, -0.000_000_150, 0.000_000_000_73]);
    let eccentricity = polynomial(t, &[1.0, -0.002_516, -0.000_007_4]);
    let sun = 2.5534 + 29.105_356_70 * k + t * t * polynomial(t, &[-0.000_001_4, -0.000_000_11]);
    let moon = 201.5643 + 385.816_935_28 * k + t * t * polynomial(t, &[0.010_758_2, 0.000_012_38, -0.000_000_058]);
    let latitude = 160.7108 + 390.670_502_84 * k + t * t * polynomial(t, &[-0.001_611_8, -0.000_002_27, 0.000_000_011]);
    let node = 124.7746 - 1.563_755_88 * k + t * t * polynomial(t, &[0.002_067_2, 0.000_002_15]);
    let by_moon =
        MOON.iter().map(|(days, e, s, m, f)| days * eccentricity.powi(*e) * sine(s * sun + m * moon + f * latitude));
    let by_planets = PLANETS.iter().map(|(days, start, step)| days * sine(start + step * k));
    mean + by_moon.sum::<f64>() - 0.000_17 * sine(node) + by_planets.sum::<f64>()
}

/// By how many seconds dynamical time, in which the sun and the moon run, is ahead of civil time.
fn seconds_ahead(instant: f64) -> f64 {
    let year = 2000.0 + (instant - 2_451_545.0) / 365.25;
    let (from, coefficients): (f64, &[f64]) = match year {
        ..1920.0 => (1900.0, &[-2.79, 1.494_119, -0.059_893_9, 0.006_196_6, -0.000_197]),
        ..1941.0 => (1920.0, &[21.20, 0.844_93, -0.076_100, 0.002_093_6]),
        ..1961.0 => (1950.0, &[29.07, 0.407, -1.0 / 233.0, 1.0 / 2547.0]),
        ..1986.0 => (1975.0, &[45.45, 1.067, -1.0 / 260.0, -1.0 / 718.0]),
        ..2005.0 => (2000.0, &[63.86, 0.334_5, -0.060_374, 0.001_727_5, 0.000_651_814, 0.000_023_735_99]),
        ..2050.0 => (2000.0, &[62.92, 0.322_17, 0.005_589]),
        // −20 + 32·((year − 1820) / 100)² − 0.5628·(2150 − year)
        _ => (1820.0, &[-205.724, 0.562_8, 0.003_2]),
    };
    polynomial(year - from, coefficients)
}

/// Terms of the sun's longitude: units of 10⁻⁷ radians, degrees, degrees a Julian century.
const SUN: [(f64, f64, f64); 49] = [
    (403_406.0, 270.548_61, 0.928_789_2),
    (195_207.0, 340.191_28, 35_999.137_695_8),
    (119_433.0, 63.918_54, 35_999.408_966_6),
    (112_392.0, 331.262_20, 35_998.728_738_5),
    (3_891.0, 317.843, 71_998.202_61),
    (2_819.0, 86.631, 71_998.440_3),
    (1_721.0, 240.052, 36_000.357_26),
    (660.0, 310.26, 71_997.481_2),
    (350.0, 247.23, 32_964.467_8),
    (334.0, 260.87, -19.441_0),
    (314.0, 297.82, 445_267.111_7),
    (268.0, 343.14, 45_036.884_0),
    (242.0, 166.79, 3.100_8),
    (234.0, 81.53, 22_518.443_4),
    (158.0, 3.50, -19.973_9),
    (132.0, 132.75, 65_928.934_5),
    (129.0, 182.95, 9_038.029_3),
    (114.0, 162.03, 3_034.768_4),
    (99.0, 29.8, 33_718.148),
    (93.0, 266.4, 3_034.448),
    (86.0, 249.2, -2_280.773),
    (78.0, 157.6, 29_929.992),
    (72.0, 257.8, 31_556.493),
    (68.0, 185.1, 149.588),
    (64.0, 69.9, 9_037.750),
    (46.0, 8.0, 107_997.405),
    (38.0, 197.1, -4_444.176),
    (37.0, 250.4, 151.771),
    (32.0, 65.3, 67_555.316),
    (29.0, 162.7, 31_556.080),
    (28.0, 341.5, -4_561.540),
    (27.0, 291.6, 107_996.706),
    (27.0, 98.5, 1_221.655),
    (25.0, 146.7, 62_894.167),
    (24.0, 110.0, 31_437.369),
    (21.0, 5.2, 14_578.298),
    (21.0, 342.6, -31_931.757),
    (20.0, 230.9, 34_777.243),
    (18.0, 256.1, 1_221.999),
    (17.0, 45.3, 62_894.511),
    (14.0, 242.9, -4_442.039),
    (13.0, 115.2, 107_997.909),
    (13.0, 151.8, 119.066),
    (13.0, 285.3, 16_859.071),
    (12.0, 53.3, -4.578),
    (10.0, 126.6, 26_895.292),
    (10.0, 205.7, -39.127),
    (10.0, 85.9, 12_297.536),
    (10.0, 146.1, 90_073.778),
];

/// The apparent longitude of the sun in degrees, with nutation and aberration.
fn longitude(instant: f64) -> f64 {
    let c = (instant - 2_451_545.0) / 36_525.0;
    let terms: f64 = SUN.iter().map(|(size, start, step)| size * sine(start + step * c)).sum();
    let nutation = -0.004_778 * sine(polynomial(c, &[124.90, -1934.134, 0.002_063]))
        - 0.000_366_7 * sine(polynomial(c, &[201.11, 72_001.537_7, 0.000_57]));
    let aberration = 0.000_097_4 * sine(177.63 + 35_999.018_48 * c + 90.0) - 0.005_575;
    282.777_183_4 + 36_000.769_537_44 * c + (terms * 1e-7).to_degrees() + nutation + aberration
}

/// How many times 30° the sun has behind it since the spring equinox (0 to 11) when a day begins in Vietnam.
fn sign(day: i32) -> u8 {
    let midnight = f64::from(day) - 0.5 - ZONE;
    let instant = midnight + seconds_ahead(midnight) / 86_400.0;
    (longitude(instant).rem_euclid(360.0) / 30.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::date::add_days;

    fn day(text: &str) -> Day {
        text.parse::<crate::text::date::PartialDate>().ok().and_then(|d| d.to_day()).expect("a literal day")
    }

    /// All months of two centuries, as another ephemeris gives them (tests/fixtures/cases/README.md).
    #[test]
    fn every_month_is_that_of_the_table() {
        let table = include_str!("../../tests/fixtures/cases/lunar_months.csv");
        let mut rows = 0;
        for row in csv::Reader::from_reader(table.as_bytes()).records() {
            let row = row.expect("a well-formed row");
            let year: i32 = row[0].parse().expect("a year");
            let lengths = row[2].bytes().map(|c| if c == b'+' { 30 } else { 29 });
            let leap: u8 = row[3].parse().expect("the leap month, or 0");
            assert_eq!(new_year(year), Some(day(&row[1])), "{year}");
            let months = months(year);
            // The new moon of 8 July 1967 is within three seconds of midnight in Vietnam: nearer than either knows.
            let same = months.windows(2).map(|m| m[1].begin - m[0].begin).eq(lengths);
            assert!(same != (year == 1967), "{year}");
            assert_eq!(months[..months.len() - 1].iter().find(|m| m.leap).map_or(0, |m| m.number), leap, "{year}");
            rows += 1;
        }
        assert_eq!(rows, 201);
    }

    /// Where the time of Vietnam and that of China give different new years.
    #[test]
    fn the_time_of_vietnam_counts() {
        for (year, first) in [(1968, "1968-01-29"), (1985, "1985-01-21"), (2007, "2007-02-17"), (2030, "2030-02-02")] {
            assert_eq!(new_year(year), Some(day(first)));
        }
    }

    #[test]
    fn every_day_comes_back() {
        let mut at = day("1900-01-31");
        let mut last = LunarDate { year: 1899, month: 12, leap: false, day: 30 };
        while at < day("2101-01-29") {
            let lunar = LunarDate::of(at).expect("a day of the calendar");
            assert_eq!(lunar.to_day(), Some(at));
            let follows = (lunar.day == last.day + 1 && (lunar.year, lunar.month) == (last.year, last.month))
                || (lunar.day == 1 && last.day >= 29);
            assert!(follows, "{last:?} {lunar:?}");
            last = lunar;
            at = add_days(at, 1);
        }
    }

    #[test]
    fn what_does_not_exist_is_no_day() {
        for lunar in [
            LunarDate { year: 1899, month: 1, leap: false, day: 1 },
            LunarDate { year: 2101, month: 1, leap: false, day: 1 },
            LunarDate { year: 2026, month: 1, leap: true, day: 1 },
            LunarDate { year: 2026, month: 13, leap: false, day: 1 },
            LunarDate { year: 2026, month: 1, leap: false, day: 0 },
            LunarDate { year: 2026, month: 1, leap: false, day: 31 },
        ] {
            assert_eq!(lunar.to_day(), None, "{lunar:?}");
        }
        assert_eq!((LunarDate::of(Day::MIN), LunarDate::of(Day::MAX)), (None, None));
        assert_eq!((LunarDate::of(day("1900-01-30")), LunarDate::of(day("2101-01-29"))), (None, None));
    }
}
