//! Calendar dates as papers state them: a day, a month of a year, or only a year.
//!
//! Calendar arithmetic is `time`'s; this module adds the partial dates that old Vietnamese papers carry, the written
//! forms, and comparisons that say "unknown" instead of guessing.

use super::{clean, fold, words};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{cmp::Ordering, fmt, str::FromStr};

/// A complete calendar day. The core never asks a clock: "today" always comes in as one of these.
pub type Day = time::Date;

/// Years that a form of this State can mean. Outside, a date is a slip of the pen.
pub const YEARS: std::ops::RangeInclusive<i32> = 1800..=2199;

/// A date known to the day, to the month, or to the year.
///
/// Written `yyyy-mm-dd`, `yyyy-mm` or `yyyy` in data; `dd/mm/yyyy`, `mm/yyyy` or `yyyy` for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PartialDate {
    year: i32,
    month: u8, // 0: unknown
    day: u8,   // 0: unknown
}

/// How much of a date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Precision {
    /// Only the year.
    Year,
    /// Month and year.
    Month,
    /// The whole date.
    Day,
}

/// Why a text is not a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateError {
    /// Not in any of the accepted forms.
    Form,
    /// The year is outside [`YEARS`].
    Year,
    /// There is no such month.
    Month,
    /// That month has no such day.
    Day,
}

impl DateError {
    /// Stable code of this error.
    pub fn code(self) -> &'static str {
        match self {
            DateError::Form => "date.form",
            DateError::Year => "date.year",
            DateError::Month => "date.month",
            DateError::Day => "date.day",
        }
    }
}

impl PartialDate {
    /// Only a year.
    pub fn from_year(year: i32) -> Result<Self, DateError> {
        if YEARS.contains(&year) { Ok(Self { year, month: 0, day: 0 }) } else { Err(DateError::Year) }
    }

    /// A month of a year.
    pub fn from_month(year: i32, month: u8) -> Result<Self, DateError> {
        Self::from_year(year)?;
        if (1..=12).contains(&month) { Ok(Self { year, month, day: 0 }) } else { Err(DateError::Month) }
    }

    /// A whole date.
    pub fn from_ymd(year: i32, month: u8, day: u8) -> Result<Self, DateError> {
        Self::from_month(year, month)?;
        let m = time::Month::try_from(month).map_err(|_| DateError::Month)?;
        time::Date::from_calendar_date(year, m, day).map_err(|_| DateError::Day)?;
        Ok(Self { year, month, day })
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.year
    }

    /// The month, 1 to 12, if known.
    pub fn month(self) -> Option<u8> {
        (self.month != 0).then_some(self.month)
    }

    /// The day of the month, if known.
    pub fn day(self) -> Option<u8> {
        (self.day != 0).then_some(self.day)
    }

    /// How much of it is known.
    pub fn precision(self) -> Precision {
        match (self.month, self.day) {
            (0, _) => Precision::Year,
            (_, 0) => Precision::Month,
            _ => Precision::Day,
        }
    }

    /// The whole date, if it is one.
    pub fn to_day(self) -> Option<Day> {
        Day::from_calendar_date(self.year, time::Month::try_from(self.month).ok()?, self.day).ok()
    }

    /// Year, month and day, where all three are known.
    pub fn exact(self) -> Option<(i32, u8, u8)> {
        (self.day > 0).then_some((self.year, self.month, self.day))
    }

    /// First and last day that this date can mean.
    pub fn span(self) -> (Day, Day) {
        let first_month = self.month().unwrap_or(1);
        let last_month = self.month().unwrap_or(12);
        let month = |m: u8| time::Month::try_from(m).unwrap_or(time::Month::January);
        let first = Day::from_calendar_date(self.year, month(first_month), self.day().unwrap_or(1));
        let last_day = self.day().unwrap_or_else(|| month(last_month).length(self.year));
        let last = Day::from_calendar_date(self.year, month(last_month), last_day);
        (first.unwrap_or(Day::MIN), last.unwrap_or(Day::MAX))
    }

    /// Order, where the known parts decide it; `None` where they do not (2024 against 05/2024).
    pub fn compare(self, other: Self) -> Option<Ordering> {
        if let (Some(a), Some(b)) = (self.exact(), other.exact()) {
            return Some(a.cmp(&b));
        }
        let ((a0, a1), (b0, b1)) = (self.span(), other.span());
        if a1 < b0 {
            Some(Ordering::Less)
        } else if a0 > b1 {
            Some(Ordering::Greater)
        } else if a0 == a1 && b0 == b1 {
            Some(Ordering::Equal)
        } else {
            None
        }
    }

    /// As people in Vietnam write it: `dd/mm/yyyy`, `mm/yyyy` or `yyyy`.
    pub fn to_vietnamese(self) -> String {
        match (self.month(), self.day()) {
            (Some(m), Some(d)) => format!("{d:02}/{m:02}/{:04}", self.year),
            (Some(m), None) => format!("{m:02}/{:04}", self.year),
            _ => format!("{:04}", self.year),
        }
    }

    /// Reads what a person types: `d/m/yyyy`, `dd-mm-yyyy`, `dd.mm.yyyy`, `ddmmyyyy`, `m/yyyy`, `yyyy`, ISO forms, and
    /// words ("ngày 5 tháng 3 năm 2026", see [`words::parse_date`]). A year always has four digits: two are a guess.
    pub fn parse_loose(text: &str) -> Result<Self, DateError> {
        let text: String = clean(text).chars().map(fold::narrow).collect();
        if let Ok(date) = text.parse() {
            return Ok(date);
        }
        if text.contains(char::is_alphabetic) {
            return words::read_date(&text).map_err(|e| match e {
                words::WordsError::Date(e) => e,
                _ => DateError::Form,
            });
        }
        let parts: Vec<&str> = text.split(['/', '-', '.', ' ']).filter(|p| !p.is_empty()).collect();
        let number = |s: &str| -> Result<i32, DateError> {
            if s.len() <= 4 && s.bytes().all(|b| b.is_ascii_digit()) {
                s.parse().map_err(|_| DateError::Form)
            } else {
                Err(DateError::Form)
            }
        };
        let small = |s: &str, e: DateError| number(s).and_then(|n| u8::try_from(n).map_err(|_| e));
        match parts.as_slice() {
            [all] if all.len() == 8 && all.bytes().all(|b| b.is_ascii_digit()) => Self::from_ymd(
                number(&all[4..8])?,
                small(&all[2..4], DateError::Month)?,
                small(&all[..2], DateError::Day)?,
            ),
            [d, m, y] if y.len() == 4 => {
                Self::from_ymd(number(y)?, small(m, DateError::Month)?, small(d, DateError::Day)?)
            }
            [y, m, d] if y.len() == 4 => {
                Self::from_ymd(number(y)?, small(m, DateError::Month)?, small(d, DateError::Day)?)
            }
            [m, y] if y.len() == 4 => Self::from_month(number(y)?, small(m, DateError::Month)?),
            _ => Err(DateError::Form),
        }
    }
}

impl From<Day> for PartialDate {
    fn from(day: Day) -> Self {
        Self { year: day.year(), month: day.month() as u8, day: day.day() }
    }
}

/// ISO form: `yyyy-mm-dd`, `yyyy-mm`, `yyyy`.
impl FromStr for PartialDate {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        if !text.is_ascii() {
            return Err(DateError::Form);
        }
        let number = |s: &str| {
            if s.bytes().all(|b| b.is_ascii_digit()) {
                s.parse().map_err(|_| DateError::Form)
            } else {
                Err(DateError::Form)
            }
        };
        let b = text.as_bytes();
        match text.len() {
            4 => Self::from_year(number(text)?),
            7 if b[4] == b'-' => Self::from_month(number(&text[..4])?, number(&text[5..])? as u8),
            10 if b[4] == b'-' && b[7] == b'-' => {
                Self::from_ymd(number(&text[..4])?, number(&text[5..7])? as u8, number(&text[8..])? as u8)
            }
            _ => Err(DateError::Form),
        }
    }
}

/// The ISO form, as stored.
impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(m) = self.month() {
            write!(f, "-{m:02}")?;
        }
        if let Some(d) = self.day() {
            write!(f, "-{d:02}")?;
        }
        Ok(())
    }
}

/// A day and a time of day, as the clock on the wall shows it (RFC 3339 without a zone: forms mean the time in Vietnam).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateTime {
    /// The day, known to the day.
    pub date: PartialDate,
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
}

impl DateTime {
    /// `None` when there is no such day or time.
    pub fn new(date: PartialDate, hour: u8, minute: u8) -> Option<Self> {
        (date.precision() == Precision::Day && hour < 24 && minute < 60).then_some(DateTime { date, hour, minute })
    }

    /// From the form in which it is stored: `yyyy-mm-ddThh:mm`.
    pub fn parse(text: &str) -> Option<Self> {
        let (date, time) = text.split_once('T')?;
        let (hour, minute) = time.split_once(':')?;
        let two = |t: &str| (t.len() == 2 && t.bytes().all(|b| b.is_ascii_digit())).then(|| t.parse().ok()).flatten();
        DateTime::new(date.parse().ok()?, two(hour)?, two(minute)?)
    }

    /// As people read it: `27/11/2026 14:05`.
    pub fn to_vietnamese(self) -> String {
        format!("{} {:02}:{:02}", self.date.to_vietnamese(), self.hour, self.minute)
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}T{:02}:{:02}", self.date, self.hour, self.minute)
    }
}

impl Serialize for PartialDate {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PartialDate {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        text.parse().map_err(|e: DateError| serde::de::Error::custom(e.code()))
    }
}

/// Whole years from `birth` to `on`; negative when `on` comes first.
///
/// Someone born on 29 February completes a year on 1 March of a common year (Bộ luật Dân sự 2015, Điều 148:
/// a period by years ends at the end of the corresponding day).
pub fn age(birth: Day, on: Day) -> i32 {
    let mut years = on.year() - birth.year();
    if (on.month() as u8, on.day()) < (birth.month() as u8, birth.day()) {
        years -= 1;
    }
    years
}

/// The day `days` later (earlier if negative); at the ends of the calendar, its last or first day.
pub fn add_days(day: Day, days: i32) -> Day {
    let end = if days < 0 { Day::MIN } else { Day::MAX };
    day.to_julian_day().checked_add(days).and_then(|d| Day::from_julian_day(d).ok()).unwrap_or(end)
}

/// The same day `months` later (earlier if negative), or the last of that month if it is shorter: a month from 31
/// January ends on 28 or 29 February (Bộ luật Dân sự 2015, Điều 148).
pub fn add_months(day: Day, months: i32) -> Day {
    let index = i64::from(day.year()) * 12 + i64::from(day.month() as u8 - 1) + i64::from(months);
    let end = if months < 0 { Day::MIN } else { Day::MAX };
    let Ok(year) = i32::try_from(index.div_euclid(12)) else { return end };
    let Ok(month) = time::Month::try_from(index.rem_euclid(12) as u8 + 1) else { return end };
    Day::from_calendar_date(year, month, day.day().min(month.length(year))).unwrap_or(end)
}

/// The same day `years` later (earlier if negative); 29 February becomes the 28th in a common year.
pub fn add_years(day: Day, years: i32) -> Day {
    add_months(day, years.saturating_mul(12))
}

/// How many days `to` is after `from`; negative when it is before. The first day is not counted (Bộ luật Dân sự 2015,
/// Điều 147: a period by days starts on the day after the event).
pub fn days_between(from: Day, to: Day) -> i32 {
    to.to_julian_day() - from.to_julian_day()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_what_people_type() {
        for (typed, iso) in [
            ("5/3/2026", "2026-03-05"),
            ("05-03-2026", "2026-03-05"),
            ("05032026", "2026-03-05"),
            ("2026-03-05", "2026-03-05"),
            ("3/2026", "2026-03"),
            ("1958", "1958"),
            (" 5 – 3 – 2026 ", "2026-03-05"),
            ("０５/０３/２０２６", "2026-03-05"),
            ("ngày 5 tháng 3 năm 2026", "2026-03-05"),
            ("tháng tư năm 1958", "1958-04"),
            ("tháng tư năm một nghìn chín trăm năm tám", "1958-04"),
        ] {
            assert_eq!(PartialDate::parse_loose(typed).map(|d| d.to_string()).as_deref(), Ok(iso), "{typed}");
        }
        assert_eq!(PartialDate::parse_loose("31/02/2026"), Err(DateError::Day));
        assert_eq!(PartialDate::parse_loose("12/13/2026"), Err(DateError::Month));
        assert_eq!(PartialDate::parse_loose("1/1/26"), Err(DateError::Form));
        assert_eq!(PartialDate::parse_loose("tháng tư năm một nghìn chín trăm năm"), Err(DateError::Form));
    }

    #[test]
    fn a_partial_date_orders_only_where_it_is_certain() {
        let d = |s: &str| s.parse::<PartialDate>().expect("a literal date");
        assert_eq!(d("2024").compare(d("2025-01-01")), Some(Ordering::Less));
        assert_eq!(d("2024").compare(d("2024-05")), None);
        assert_eq!(d("2024-05-01").compare(d("2024-05-01")), Some(Ordering::Equal));
    }

    #[test]
    fn periods_end_on_the_corresponding_day_or_the_last_of_the_month() {
        let d = |s: &str| s.parse::<PartialDate>().ok().and_then(PartialDate::to_day).expect("a literal date");
        assert_eq!(add_days(d("2026-02-28"), 1), d("2026-03-01"));
        assert_eq!(add_days(d("2026-03-01"), -60), d("2025-12-31"));
        assert_eq!(add_months(d("2026-01-31"), 1), d("2026-02-28"));
        assert_eq!(add_months(d("2024-01-31"), 1), d("2024-02-29"));
        assert_eq!(add_months(d("2026-01-31"), -2), d("2025-11-30"));
        assert_eq!(add_years(d("2024-02-29"), 1), d("2025-02-28"));
        assert_eq!(days_between(d("2026-03-05"), d("2026-05-04")), 60);
        for far in [i32::MIN, i32::MAX] {
            let end = if far < 0 { Day::MIN } else { Day::MAX };
            assert_eq!((add_days(end, far), add_months(end, far), add_years(end, far)), (end, end, end));
        }
    }

    proptest! {
        #[test]
        fn reading_never_panics_and_written_dates_come_back(text in any::<String>(), near in "[0-9/. -]{0,12}", n in any::<i32>()) {
            for t in [text, near] {
                if let Ok(date) = PartialDate::parse_loose(&t) {
                    prop_assert_eq!(PartialDate::parse_loose(&date.to_vietnamese()), Ok(date));
                    prop_assert_eq!(date.to_string().parse(), Ok(date));
                    let (first, last) = date.span();
                    prop_assert!(first <= last);
                    let _ = (add_days(first, n), add_months(last, n), add_years(first, n), age(first, last));
                }
            }
        }

        #[test]
        fn days_add_up(from in 0i32..100_000, n in -100_000i32..100_000) {
            let day = Day::from_julian_day(2_400_000 + from).expect("a day of our times");
            prop_assert_eq!(days_between(day, add_days(day, n)), n);
        }
    }
}
