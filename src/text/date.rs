//! Calendar dates as papers state them: a day, a month of a year, or only a year.
//!
//! Calendar arithmetic is `time`'s; this module adds the partial dates that old Vietnamese papers carry, the written
//! forms, and comparisons that say "unknown" instead of guessing.

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

    /// Reads what a person types: `d/m/yyyy`, `dd-mm-yyyy`, `dd.mm.yyyy`, `ddmmyyyy`, `m/yyyy`, `yyyy`, and ISO forms.
    pub fn parse_loose(text: &str) -> Result<Self, DateError> {
        let text = text.trim();
        if let Ok(date) = text.parse() {
            return Ok(date);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_type() {
        for (typed, iso) in [
            ("5/3/2026", "2026-03-05"),
            ("05-03-2026", "2026-03-05"),
            ("05032026", "2026-03-05"),
            ("2026-03-05", "2026-03-05"),
            ("3/2026", "2026-03"),
            ("1958", "1958"),
        ] {
            assert_eq!(PartialDate::parse_loose(typed).map(|d| d.to_string()).as_deref(), Ok(iso), "{typed}");
        }
        assert_eq!(PartialDate::parse_loose("31/02/2026"), Err(DateError::Day));
        assert_eq!(PartialDate::parse_loose("12/13/2026"), Err(DateError::Month));
        assert_eq!(PartialDate::parse_loose("1/1/26"), Err(DateError::Form));
    }

    #[test]
    fn a_partial_date_orders_only_where_it_is_certain() {
        let d = |s: &str| s.parse::<PartialDate>().expect("a literal date");
        assert_eq!(d("2024").compare(d("2025-01-01")), Some(Ordering::Less));
        assert_eq!(d("2024").compare(d("2024-05")), None);
        assert_eq!(d("2024-05-01").compare(d("2024-05-01")), Some(Ordering::Equal));
    }
}
