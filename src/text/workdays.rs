//! Working days of the State's offices: Monday to Friday without public holidays, for time limits counted in them.
//!
//! The holidays are those of Bộ luật Lao động 45/2019/QH14, Điều 112: 1 January, Tết (five days), 10 March of the lunar
//! calendar, 30 April, 1 May, National Day (2 September and the day before or after), and since 2026 24 November. For one
//! that falls on a Saturday or Sunday the next working day is off (Điều 111 khoản 3).
//!
//! Which five days are Tết's, which day goes with 2 September, and which working day is swapped for a Saturday is decided
//! year by year (Điều 112 khoản 3). What was decided is in `data/public_holidays.csv` with its source; for the years to come
//! it is not known, and is taken to be as it was in all of those: the last day of the old year and the first four of the new
//! one, or two days before and three where the former would hold a Saturday or Sunday; and of 1 and 3 September the one that
//! joins a weekend. Whatever rests on that says so ([`Reckoned::assumed`]).

use super::{
    date::{Day, add_days},
    lunar::LunarDate,
};
use std::ops::RangeInclusive;
use time::{Month, Weekday};

/// Years of which the working days are known: those of the law that is in force.
pub const WORK_YEARS: RangeInclusive<i32> = 2021..=2100;

/// A public holiday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holiday {
    /// Tết Dương lịch, 1 January.
    NewYear,
    /// Tết Âm lịch, five days.
    Tet,
    /// Giỗ Tổ Hùng Vương, 10 March of the lunar calendar.
    HungKings,
    /// Ngày Chiến thắng, 30 April.
    Victory,
    /// Ngày Quốc tế lao động, 1 May.
    Labour,
    /// Quốc khánh, 2 September and a day beside it.
    National,
    /// Ngày Văn hóa Việt Nam, 24 November, since 2026.
    Culture,
}

impl Holiday {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Holiday::NewYear => "new-year",
            Holiday::Tet => "tet",
            Holiday::HungKings => "hung-kings",
            Holiday::Victory => "victory",
            Holiday::Labour => "labour",
            Holiday::National => "national",
            Holiday::Culture => "culture",
        }
    }
}

/// What a day is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayKind {
    /// A working day.
    Working,
    /// A Saturday worked in exchange for a working day that was off.
    Made {
        /// That working day.
        instead_of: Day,
    },
    /// A Saturday or Sunday.
    Weekend,
    /// A public holiday.
    Holiday(Holiday),
    /// The day off for a holiday that fell on a weekend.
    Compensation(Holiday),
    /// A working day that is off in exchange for a Saturday.
    Swapped {
        /// That Saturday.
        with: Day,
    },
}

impl DayKind {
    /// Whether offices work.
    pub fn is_working(self) -> bool {
        matches!(self, DayKind::Working | DayKind::Made { .. })
    }

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            DayKind::Working => "working",
            DayKind::Made { .. } => "made",
            DayKind::Weekend => "weekend",
            DayKind::Holiday(_) => "holiday",
            DayKind::Compensation(_) => "compensation",
            DayKind::Swapped { .. } => "swapped",
        }
    }
}

/// A day that is other than its weekday says, or may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Special {
    /// The day.
    pub day: Day,
    /// What it is.
    pub kind: DayKind,
    /// Whether that rests on a decision that is not known, or on a law that was not read.
    pub assumed: bool,
}

/// A day or a count, and the days on the way to it that may be off, or not, otherwise than assumed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reckoned<T> {
    /// The answer.
    pub value: T,
    /// Days that it rests on and that may turn out otherwise, in order.
    pub assumed: Vec<Special>,
}

/// Two days, each as year, month and day.
type Pair = ((i32, u8, u8), (i32, u8, u8));

/// First and last day: the decided days of Tết and of National Day (`data/public_holidays.csv`; a
/// test compares, as for what follows).
const DECIDED_TET: &[Pair] = &[
    ((2021, 2, 10), (2021, 2, 14)),
    ((2022, 1, 31), (2022, 2, 4)),
    ((2023, 1, 20), (2023, 1, 24)),
    ((2024, 2, 8), (2024, 2, 12)),
    ((2025, 1, 27), (2025, 1, 31)),
    ((2026, 2, 16), (2026, 2, 20)),
];
const DECIDED_NATIONAL: &[Pair] = &[
    ((2021, 9, 2), (2021, 9, 3)),
    ((2022, 9, 1), (2022, 9, 2)),
    ((2023, 9, 1), (2023, 9, 2)),
    ((2024, 9, 2), (2024, 9, 3)),
    ((2025, 9, 1), (2025, 9, 2)),
    ((2026, 9, 1), (2026, 9, 2)),
];
/// Working days that were off, and the Saturdays worked for them.
const SWAPS: &[Pair] = &[
    ((2024, 4, 29), (2024, 5, 4)),
    ((2025, 5, 2), (2025, 4, 26)),
    ((2026, 1, 2), (2026, 1, 10)),
    ((2026, 8, 31), (2026, 8, 22)),
];
/// The first year in which 24 November is a holiday.
const CULTURE_SINCE: i32 = 2026;

fn day((year, month, day): (i32, u8, u8)) -> Day {
    let month = Month::try_from(month).unwrap_or(Month::January);
    Day::from_calendar_date(year, month, day).unwrap_or(Day::MIN)
}

fn weekend(day: Day) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// The days of a year that are other than their weekday says, or may be: holidays (on weekends too), the days off for those,
/// swapped days, and working days that a decision to come may make free (`assumed`). In order. `None` outside [`WORK_YEARS`].
pub fn specials(year: i32) -> Option<Vec<Special>> {
    WORK_YEARS.contains(&year).then_some(())?;
    let mut all: Vec<Special> = Vec::with_capacity(20);
    let mut add = |day, holiday, assumed| all.push(Special { day, kind: DayKind::Holiday(holiday), assumed });
    let decided = |list: &[Pair]| list.iter().find(|d| d.0.0 == year).map(|d| day(d.0));
    let lunar = |month, date| LunarDate { year, month, leap: false, day: date }.to_day();

    add(day((year, 1, 1)), Holiday::NewYear, false);
    let tet = decided(DECIDED_TET);
    let before = |days: i32| Some(add_days(lunar(1, 1)?, -days));
    let on_weekend = (0..5).any(|n| before(1).is_some_and(|first| weekend(add_days(first, n))));
    let tet_first = match tet {
        Some(first) => first,
        None => before(if on_weekend { 2 } else { 1 })?,
    };
    (0..5).for_each(|n| add(add_days(tet_first, n), Holiday::Tet, tet.is_none()));
    add(lunar(3, 10)?, Holiday::HungKings, false);
    add(day((year, 4, 30)), Holiday::Victory, false);
    add(day((year, 5, 1)), Holiday::Labour, false);
    let national = decided(DECIDED_NATIONAL);
    let second = day((year, 9, 2));
    let after = matches!(second.weekday(), Weekday::Monday | Weekday::Thursday | Weekday::Sunday);
    let first = national.unwrap_or(if after { second } else { add_days(second, -1) });
    (0..2).for_each(|n| add(add_days(first, n), Holiday::National, national.is_none() && add_days(first, n) != second));
    if year >= CULTURE_SINCE {
        add(day((year, 11, 24)), Holiday::Culture, true);
    }

    all.sort_by_key(|s| s.day);
    for holiday in all.clone() {
        let DayKind::Holiday(what) = holiday.kind else { continue };
        if !weekend(holiday.day) {
            continue;
        }
        // Tết beside another holiday is not dated twice: the five days are five.
        let taken = |day: Day| weekend(day) || all.iter().any(|s| s.day == day);
        let off = (1..30).map(|n| add_days(holiday.day, n)).find(|day| !taken(*day))?;
        // Where the holiday is certain and the days behind it are not, so is the day off for it.
        let behind = all.iter().any(|s| s.assumed && s.day > holiday.day && s.day < off);
        let assumed = holiday.assumed || behind;
        all.push(Special { day: off, kind: DayKind::Compensation(what), assumed });
    }
    // The working days that another decision would make free.
    let other = if after { add_days(second, -1) } else { add_days(second, 1) };
    let off = |day: Day| weekend(day) || all.iter().any(|s| s.day == day);
    let beside = if on_weekend {
        (5..30).map(|n| add_days(tet_first, n)).find(|day| !off(*day))
    } else {
        Some(add_days(tet_first, -1))
    };
    let perhaps = [beside.filter(|_| tet.is_none()), national.is_none().then_some(other)];
    for day in perhaps.into_iter().flatten().filter(|day| !weekend(*day)) {
        all.push(Special { day, kind: DayKind::Working, assumed: true });
    }
    for (off, made) in SWAPS.iter().filter(|s| s.0.0 == year).map(|s| (day(s.0), day(s.1))) {
        all.push(Special { day: off, kind: DayKind::Swapped { with: made }, assumed: false });
        all.push(Special { day: made, kind: DayKind::Made { instead_of: off }, assumed: false });
    }
    all.sort_by_key(|s| s.day);
    Some(all)
}

/// The special days of the year last asked for: who counts goes from day to day.
#[derive(Default)]
struct Calendar {
    year: Option<i32>,
    specials: Vec<Special>,
}

impl Calendar {
    /// What a day is, and whether that is assumed.
    fn look_up(&mut self, day: Day) -> Option<Special> {
        if self.year != Some(day.year()) {
            self.specials = specials(day.year())?;
            self.year = Some(day.year());
        }
        // Two holidays on one day (10 March of the lunar calendar may be 30 April) are one day off, told by the first.
        let found = self.specials.iter().find(|s| s.day == day);
        let usual = if weekend(day) { DayKind::Weekend } else { DayKind::Working };
        Some(found.copied().unwrap_or(Special { day, kind: usual, assumed: false }))
    }
}

/// What a day is; `None` outside [`WORK_YEARS`].
pub fn kind_of(day: Day) -> Option<Special> {
    Calendar::default().look_up(day)
}

/// The day so many working days after another (before it, when negative): the first day is not counted (Bộ luật Dân sự
/// 2015, Điều 147). With none, the day itself, or the next working day if offices are closed (Điều 148 khoản 5).
///
/// `None` where the way leads outside [`WORK_YEARS`].
pub fn add_working_days(day: Day, days: i32) -> Option<Reckoned<Day>> {
    let mut calendar = Calendar::default();
    let mut assumed = Vec::new();
    let step = if days < 0 { -1 } else { 1 };
    let mut left = days.unsigned_abs();
    let mut at = day;
    let mut here = calendar.look_up(at)?;
    if left == 0 && !here.kind.is_working() {
        note(&mut assumed, here);
        left = 1;
    }
    while left > 0 {
        at = add_days(at, step);
        here = calendar.look_up(at)?;
        left -= u32::from(here.kind.is_working());
        note(&mut assumed, here);
    }
    assumed.sort_by_key(|s: &Special| s.day);
    Some(Reckoned { value: at, assumed })
}

/// The first working day after a day; `None` outside [`WORK_YEARS`].
pub fn next_working_day(day: Day) -> Option<Reckoned<Day>> {
    add_working_days(day, 1)
}

/// How many working days come after `from` until `to`, which is counted; negative when `to` is before `from`. `None` outside
/// [`WORK_YEARS`].
pub fn working_days_between(from: Day, to: Day) -> Option<Reckoned<i32>> {
    let (mut at, end, sign) = if from <= to { (from, to, 1) } else { (to, from, -1) };
    let mut calendar = Calendar::default();
    let mut assumed = Vec::new();
    let mut count = 0;
    calendar.look_up(at)?;
    // Backwards the last day is the one from which is counted.
    while at < end {
        let here = calendar.look_up(if sign > 0 { add_days(at, 1) } else { at })?;
        count += i32::from(here.kind.is_working());
        note(&mut assumed, here);
        at = add_days(at, 1);
    }
    calendar.look_up(end)?;
    Some(Reckoned { value: sign * count, assumed })
}

/// Remembers a weekday of which it is only assumed what it is.
fn note(assumed: &mut Vec<Special>, here: Special) {
    if here.assumed && !weekend(here.day) {
        assumed.push(here);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::date::{PartialDate, days_between};
    use proptest::prelude::*;

    fn d(text: &str) -> Day {
        text.parse::<PartialDate>().ok().and_then(PartialDate::to_day).expect("a literal day")
    }

    #[test]
    fn what_was_decided_is_what_the_data_say() {
        let triple = |text: &str| d(text).to_calendar_date();
        let of = |list: &[Pair]| -> Vec<_> {
            list.iter().map(|(a, b)| (day(*a).to_calendar_date(), day(*b).to_calendar_date())).collect()
        };
        let table = include_str!("../../data/public_holidays.csv");
        let (mut tet, mut national, mut swaps, mut since) = (vec![], vec![], vec![], vec![]);
        for row in csv::Reader::from_reader(table.as_bytes()).records() {
            let row = row.expect("a well-formed row");
            assert!(["seen", "memory"].contains(&&row[4]) && !row[3].is_empty(), "{row:?}");
            match &row[0] {
                "tet" => tet.push((triple(&row[1]), triple(&row[2]))),
                "national" => national.push((triple(&row[1]), triple(&row[2]))),
                "swap" => swaps.push((triple(&row[1]), triple(&row[2]))),
                "since" => since.push(row[1].to_owned()),
                other => panic!("{other}"),
            }
        }
        assert_eq!((tet, national, swaps), (of(DECIDED_TET), of(DECIDED_NATIONAL), of(SWAPS)));
        assert_eq!(since, [format!("{CULTURE_SINCE}-11-24")]);
    }

    /// What is assumed of years to come is what would have been right in those that were decided.
    #[test]
    fn the_usual_days_were_those_decided() {
        for ((first, last), (one, other)) in DECIDED_TET.iter().zip(DECIDED_NATIONAL) {
            let tet = crate::text::lunar::new_year(first.0).expect("a lunar year");
            let four = (-1..4).map(|n| add_days(tet, n));
            let before = if four.clone().any(weekend) { -2 } else { -1 };
            assert_eq!((add_days(tet, before), add_days(tet, before + 4)), (day(*first), day(*last)));
            let second = day((first.0, 9, 2));
            let after = matches!(second.weekday(), Weekday::Monday | Weekday::Thursday | Weekday::Sunday);
            let usual = if after { (second, add_days(second, 1)) } else { (add_days(second, -1), second) };
            assert_eq!((day(*one), day(*other)), usual);
        }
    }

    /// The days off beside weekends that were published for these years.
    #[test]
    fn the_years_that_were() {
        let off = |year: i32| -> Vec<String> {
            let all = specials(year).expect("a year of the calendar");
            let text = |s: &Special| format!("{:02}/{:02}", s.day.day(), s.day.month() as u8);
            all.iter().filter(|s| !s.kind.is_working() && !weekend(s.day)).map(text).collect()
        };
        assert_eq!(
            off(2021).join(" "),
            "01/01 10/02 11/02 12/02 15/02 16/02 21/04 30/04 03/05 02/09 03/09",
            "as the companies of 2021 had them"
        );
        assert_eq!(off(2022).join(" "), "03/01 31/01 01/02 02/02 03/02 04/02 11/04 02/05 03/05 01/09 02/09");
        assert_eq!(off(2023).join(" "), "02/01 20/01 23/01 24/01 25/01 26/01 01/05 02/05 03/05 01/09 04/09");
        assert_eq!(off(2024).join(" "), "01/01 08/02 09/02 12/02 13/02 14/02 18/04 29/04 30/04 01/05 02/09 03/09");
        assert_eq!(off(2025).join(" "), "01/01 27/01 28/01 29/01 30/01 31/01 07/04 30/04 01/05 02/05 01/09 02/09");
        assert_eq!(
            off(2026).join(" "),
            "01/01 02/01 16/02 17/02 18/02 19/02 20/02 27/04 30/04 01/05 31/08 01/09 02/09 24/11"
        );
    }

    #[test]
    fn every_year_has_its_days() {
        for year in WORK_YEARS {
            let all = specials(year).expect("a year of the calendar");
            let count = |what: Holiday| all.iter().filter(|s| s.kind == DayKind::Holiday(what)).count();
            let counts =
                [Holiday::NewYear, Holiday::Tet, Holiday::HungKings, Holiday::Victory, Holiday::Labour].map(count);
            assert_eq!(counts, [1, 5, 1, 1, 1], "{year}");
            assert_eq!((count(Holiday::National), count(Holiday::Culture)), (2, usize::from(year >= 2026)), "{year}");
            assert!(all.windows(2).all(|w| w[0].day <= w[1].day), "{year}");
            // Each holiday on a weekend has a working day for it, and no two have the same.
            let days = |keep: fn(&Special) -> bool| all.iter().filter(|s| keep(s)).map(|s| s.day).collect::<Vec<_>>();
            let on_weekend = days(|s| matches!(s.kind, DayKind::Holiday(_)) && weekend(s.day));
            let mut for_them = days(|s| matches!(s.kind, DayKind::Compensation(_)));
            assert_eq!(on_weekend.len(), for_them.len(), "{year}");
            assert!(for_them.iter().all(|day| !weekend(*day)), "{year}");
            for_them.dedup();
            assert_eq!(on_weekend.len(), for_them.len(), "{year}");
            let tet = d(&format!("{year}-01-01"));
            assert!(all.iter().all(|s| s.day >= tet && s.day.year() == year), "{year}");
        }
        assert_eq!((specials(2020), specials(2101)), (None, None));
    }

    #[test]
    fn says_what_a_day_is() {
        for (day, kind) in [
            ("2026-11-27", DayKind::Working),
            ("2026-11-28", DayKind::Weekend),
            ("2026-08-22", DayKind::Made { instead_of: d("2026-08-31") }),
            ("2026-08-31", DayKind::Swapped { with: d("2026-08-22") }),
            ("2026-04-26", DayKind::Holiday(Holiday::HungKings)),
            ("2026-04-27", DayKind::Compensation(Holiday::HungKings)),
            ("2023-05-03", DayKind::Compensation(Holiday::Victory)),
        ] {
            assert_eq!(kind_of(d(day)).map(|s| s.kind), Some(kind), "{day}");
        }
        assert_eq!(kind_of(d("2020-12-31")), None);
    }

    #[test]
    fn counts_as_the_civil_code_does() {
        for (from, days, to) in [
            ("2026-11-27", 1, "2026-11-30"),
            ("2026-11-28", 0, "2026-11-30"),
            ("2026-11-27", 0, "2026-11-27"),
            ("2026-02-13", 3, "2026-02-25"),
            ("2026-08-21", 1, "2026-08-22"),
            ("2026-08-28", 1, "2026-09-03"),
            ("2026-09-03", -1, "2026-08-28"),
            ("2026-12-31", 1, "2027-01-04"),
        ] {
            let added = add_working_days(d(from), days).expect("days of the calendar");
            assert_eq!(added.value, d(to), "{from} {days}");
            assert_eq!(added.assumed, [], "{from} {days}");
        }
        assert_eq!(add_working_days(d("2021-01-01"), -1), None);
        assert_eq!(add_working_days(d("2100-12-31"), 1), None);
        assert_eq!(add_working_days(d("2026-01-01"), i32::MAX), None);
        assert_eq!(next_working_day(d("2026-04-29")).map(|r| r.value), Some(d("2026-05-04")));
        assert_eq!(working_days_between(d("2026-08-21"), d("2026-09-03")).map(|r| r.value), Some(7));
        assert_eq!(working_days_between(d("2020-12-31"), d("2021-01-05")), None);
    }

    #[test]
    fn what_is_not_decided_is_said() {
        let tet = add_working_days(d("2027-02-01"), 8).expect("days of the calendar");
        // Tết 2027 begins on Saturday 6 February.
        assert_eq!(tet.value, d("2027-02-18"));
        let days: Vec<Day> = tet.assumed.iter().map(|s| s.day).collect();
        assert_eq!(days, ["2027-02-04", "2027-02-05", "2027-02-08", "2027-02-09", "2027-02-10", "2027-02-11"].map(d));
        let culture = add_working_days(d("2026-11-23"), 1).expect("days of the calendar");
        assert_eq!((culture.value, culture.assumed.len()), (d("2026-11-25"), 1));
    }

    proptest! {
        #[test]
        fn adding_and_counting_agree(start in 0i32..25_000, days in -300i32..300, other in 0i32..25_000) {
            let from = add_days(d("2022-06-01"), start);
            let at = add_working_days(from, days).expect("days of the calendar").value;
            prop_assert!(kind_of(at).is_some_and(|s| s.kind.is_working()));
            if days > 0 {
                prop_assert_eq!(working_days_between(from, at).map(|r| r.value), Some(days));
                prop_assert!(days_between(from, at) >= days);
            }
            if days < 0 {
                prop_assert_eq!(working_days_between(from, at).map(|r| r.value), Some(days));
            }
            // Counting is additive, and the other way round with the other sign.
            let to = add_days(d("2022-06-01"), other);
            let count = |a, b| working_days_between(a, b).expect("days of the calendar").value;
            if from <= at && at <= to {
                prop_assert_eq!(count(from, at) + count(at, to), count(from, to));
            }
        }
    }
}
