//! The commands about numbers, words and days.

use super::{Failure, Lang, Outcome, day, print_line};
use clap::{Subcommand, ValueEnum, builder::PossibleValuesParser};
use std::{
    io::{self, BufRead, Write},
    ops::Range,
};
use troly::{
    i18n,
    identity::{self, Fact, KINDS, Kind},
    json::Json,
    text::{
        self, ToneStyle,
        date::{Day, PartialDate},
        lunar::LunarDate,
        words::{self, WordsError},
        workdays::{self, DayKind, Special},
    },
    validate,
};

/// In place of a kind of number: whichever it may be.
const ANY: &str = "any";

#[derive(clap::Args)]
pub struct Id {
    /// Which kind of number, or `any` for every kind that it may be.
    #[arg(value_parser = PossibleValuesParser::new(KINDS.iter().map(|k| k.code).chain([ANY])))]
    kind: String,
    /// The numbers (default: standard input, one a line; lines of an mrz until an empty one).
    values: Vec<String>,
    /// One JSON object a line for each.
    #[arg(long)]
    json: bool,
}

/// A place in a text: its line, and a mark below.
fn pointed(typed: &str, range: Range<usize>) -> String {
    // Of several lines the one that it is about; what nobody sees is shown as a blank, so that the mark stands where it should.
    let before: Vec<char> = typed.chars().take(range.start).collect();
    let start = before.iter().rposition(|c| *c == '\n').map_or(0, |at| at + 1);
    let line: Vec<char> = typed.chars().skip(start).take_while(|c| *c != '\n').collect();
    let seen: String = line.iter().map(|c| if c.is_control() || text::is_invisible(*c) { ' ' } else { *c }).collect();
    let from = range.start - start;
    let marks = range.len().min(line.len().saturating_sub(from)).max(1);
    format!("    {seen}\n    {}{}\n", " ".repeat(from), "^".repeat(marks))
}

fn message(lang: &str, code: &str, params: &[(&str, String)]) -> String {
    i18n::fill(i18n::find(lang, code).unwrap_or(code), params)
}

impl Id {
    pub fn run(self, lang: &str) -> Outcome {
        let values = if self.values.is_empty() { from_input(self.kind == "mrz")? } else { self.values };
        let mut fine = true;
        for typed in &values {
            let found: Vec<&Kind> = match identity::kind(&self.kind) {
                Some(kind) => vec![kind],
                None => identity::recognise(typed).iter().map(|r| r.kind).collect(),
            };
            fine &= !found.is_empty();
            if found.is_empty() {
                let none = message(lang, "number.none", &[]);
                if self.json {
                    let entries =
                        [("input", Json::text(typed)), ("valid", Json::Bool(false)), ("message", Json::text(&none))];
                    print_line(&Json::object(entries))?;
                } else {
                    writeln!(io::stdout().lock(), "{}{none}", pointed(typed, 0..typed.chars().count()))?;
                }
            }
            for kind in found {
                fine &= (kind.check)(typed).is_ok();
                if self.json {
                    print_line(&id_json(kind, typed, lang))?;
                } else {
                    write!(io::stdout().lock(), "{}", id_text(kind, typed, lang))?;
                }
            }
        }
        Ok(fine)
    }
}

/// The lines of standard input that are not empty; or paragraphs, since a zone has several lines.
fn from_input(paragraphs: bool) -> Result<Vec<String>, Failure> {
    let lines: Vec<String> = io::stdin().lock().lines().collect::<Result<_, _>>()?;
    let join = |group: &[String]| group.join("\n");
    let groups: Vec<String> = if paragraphs { lines.split(|l| l.trim().is_empty()).map(join).collect() } else { lines };
    Ok(groups.into_iter().filter(|g| !g.trim().is_empty()).collect())
}

fn id_text(kind: &Kind, typed: &str, lang: &str) -> String {
    let name = message(lang, &["number.", kind.code].concat(), &[]);
    let mut out = String::new();
    match (kind.check)(typed) {
        Ok(read) => {
            out += &format!("{} [{}] {name}\n", read.shown, kind.code);
            let facts = kind.explain(typed).unwrap_or_default();
            out += &format!("    {}\n", i18n::numbers::sentence(&facts, lang));
            for warning in read.warnings {
                let label = message(lang, "lint.severity.warning", &[]);
                out += &format!("    {label}[{}]: {}\n", warning.code(), message(lang, warning.code(), &[]));
            }
        }
        Err(error) => {
            let label = message(lang, "lint.severity.error", &[]);
            let params = validate::error_params(error);
            out += &format!("{name}: {label}[{}]: {}\n", error.code(), message(lang, error.code(), &params));
            out += &pointed(typed, error.range(typed));
        }
    }
    if let Some(likely) = kind.suggest(typed) {
        out += &format!("    {}\n", message(lang, likely.repair.code(), &[("suggestion", likely.stored)]));
    }
    out
}

fn fact_json(fact: &Fact) -> Json {
    let params = fact.params.iter().map(|(name, value)| (*name, Json::text(value)));
    Json::object([("code", Json::text(fact.code))].into_iter().chain(params))
}

fn id_json(kind: &Kind, typed: &str, lang: &str) -> Json {
    let read = (kind.check)(typed);
    let mut entries =
        vec![("input", Json::text(typed)), ("kind", Json::text(kind.code)), ("valid", Json::Bool(read.is_ok()))];
    let coded =
        |code: &str| Json::object([("code", Json::text(code)), ("message", Json::text(&message(lang, code, &[])))]);
    match read {
        Ok(read) => {
            let facts = kind.explain(typed).unwrap_or_default();
            entries.push(("stored", Json::text(&read.stored)));
            entries.push(("shown", Json::text(&read.shown)));
            entries.push(("says", Json::text(&i18n::numbers::sentence(&facts, lang))));
            entries.push(("facts", Json::Array(facts.iter().map(fact_json).collect())));
            entries.push(("warnings", Json::Array(read.warnings.iter().map(|w| coded(w.code())).collect())));
        }
        Err(error) => {
            let (params, range) = (validate::error_params(error), error.range(typed));
            let error = [
                ("code", Json::text(error.code())),
                ("message", Json::text(&message(lang, error.code(), &params))),
                ("start", Json::Int(range.start as i64)),
                ("end", Json::Int(range.end as i64)),
            ];
            entries.push(("error", Json::object(error)));
        }
    }
    entries.extend(kind.suggest(typed).map(|likely| {
        let repair =
            Json::object([("repair", Json::text(likely.repair.code())), ("stored", Json::text(&likely.stored))]);
        ("suggestion", repair)
    }));
    Json::object(entries)
}

#[derive(Clone, Copy, ValueEnum)]
pub enum Spelt {
    /// Dates
    Date,
    /// Whole numbers
    Number,
    /// Amounts of money
    Money,
}

#[derive(clap::Args)]
pub struct Words {
    /// Dates (dd/mm/yyyy, mm/yyyy, yyyy or ISO), whole numbers, or amounts of money.
    #[arg(value_enum)]
    what: Spelt,
    /// What to write, or with --read the words.
    #[arg(required = true, allow_negative_numbers = true)]
    values: Vec<String>,
    /// Read words instead; the ways of all regions are understood.
    #[arg(long)]
    read: bool,
    /// One JSON object a line for each.
    #[arg(long)]
    json: bool,
}

impl Words {
    pub fn run(self, lang: &str) -> Outcome {
        let mut fine = true;
        for value in &self.values {
            let done = if self.read { self.back(value) } else { self.forth(value).map_err(|code| (code, None)) };
            fine &= done.is_ok();
            if self.json {
                let mut entries = vec![("input", Json::text(value))];
                match &done {
                    Ok(text) => entries.push(("output", Json::text(text))),
                    Err((code, at)) => entries.push(("error", error_json(lang, code, *at))),
                }
                print_line(&Json::object(entries))?;
                continue;
            }
            match done {
                Ok(text) => writeln!(io::stdout().lock(), "{text}")?,
                Err((code, at)) => {
                    let label = message(lang, "lint.severity.error", &[]);
                    let clean = text::clean(value);
                    let place = at.and_then(|at| words::place(&clean, at));
                    let end = clean.chars().count();
                    // What is not finished lacks something behind its end; of a number as typed all is meant.
                    let range = place.unwrap_or(if code == "words.unfinished" { end..end } else { 0..end });
                    let said = message(lang, code, &at_param(at));
                    write!(io::stderr().lock(), "{label}[{code}]: {said}\n{}", pointed(&clean, range))?;
                }
            }
        }
        Ok(fine)
    }

    fn forth(&self, value: &str) -> Result<String, &'static str> {
        match self.what {
            Spelt::Date => PartialDate::parse_loose(value).map(words::date).map_err(|e| e.code()),
            Spelt::Number => text::whole_number(value).map(words::signed).ok_or("number.form"),
            Spelt::Money => text::whole_number(value).map(words::money).ok_or("money.form"),
        }
    }

    fn back(&self, value: &str) -> Result<String, (&'static str, Option<usize>)> {
        let told = |e: WordsError| (e.code(), e.at());
        match self.what {
            Spelt::Date => words::parse_date(value).map(PartialDate::to_vietnamese).map_err(told),
            Spelt::Number => words::parse_signed(value).map(|n| n.to_string()).map_err(told),
            Spelt::Money => words::parse_money(value).map(|n| n.to_string()).map_err(told),
        }
    }
}

/// Words count from 1 for people.
fn at_param(at: Option<usize>) -> Vec<(&'static str, String)> {
    at.map(|at| ("at", (at + 1).to_string())).into_iter().collect()
}

fn error_json(lang: &str, code: &str, at: Option<usize>) -> Json {
    let mut entries = vec![("code", Json::text(code)), ("message", Json::text(&message(lang, code, &at_param(at))))];
    entries.extend(at.map(|at| ("word", Json::Int(at as i64))));
    Json::object(entries)
}

#[derive(Subcommand)]
pub enum Text {
    /// Form C, without invisible characters and surplus blanks.
    Clean(Values),
    /// Plain small letters, for searching.
    Fold(Values),
    /// A name in capitals.
    Upper(Values),
    /// A name with a capital at the start of each part.
    Title(Values),
    /// Tone marks on the first vowel of oa, oe, uy (hòa).
    OldTones(Values),
    /// Tone marks on the second (hoà).
    NewTones(Values),
    /// A name in family, middle and given name: every way to take it apart, the likeliest first.
    Split(Values),
    /// Whether two names are the same to an officer; exit 1 when they are not.
    Same {
        /// A name.
        a: String,
        /// Another.
        b: String,
    },
}

#[derive(clap::Args)]
pub struct Values {
    /// The texts.
    #[arg(required = true)]
    values: Vec<String>,
}

impl Text {
    pub fn run(self, lang: &str) -> Outcome {
        let each = |values: Values, change: &dyn Fn(&str) -> String| -> Outcome {
            let mut out = io::stdout().lock();
            values.values.iter().try_for_each(|value| writeln!(out, "{}", change(value)))?;
            Ok(true)
        };
        match self {
            Text::Clean(values) => each(values, &text::clean),
            Text::Fold(values) => each(values, &text::fold),
            Text::Upper(values) => each(values, &text::name_upper),
            Text::Title(values) => each(values, &text::name_title),
            Text::OldTones(values) => each(values, &|t| text::place_tones(t, ToneStyle::Old)),
            Text::NewTones(values) => each(values, &|t| text::place_tones(t, ToneStyle::New)),
            Text::Split(values) => {
                for name in &values.values {
                    let readings = text::name_readings(name).into_iter().map(|s| {
                        let parts = [("family", s.family), ("middle", s.middle), ("given", s.given)];
                        Json::object(parts.map(|(name, part)| (name, Json::text(&part))))
                    });
                    let mut entries = vec![("input", Json::text(name)), ("readings", Json::Array(readings.collect()))];
                    entries.extend(text::split_name(name).doubt.map(|doubt| {
                        let said = message(lang, doubt.code(), &[]);
                        ("ask", Json::object([("code", Json::text(doubt.code())), ("message", Json::text(&said))]))
                    }));
                    print_line(&Json::object(entries))?;
                }
                Ok(true)
            }
            Text::Same { a, b } => {
                let same = text::same_name(&a, &b);
                writeln!(io::stdout().lock(), "{same}")?;
                Ok(same)
            }
        }
    }
}

#[derive(Subcommand)]
pub enum Workdays {
    /// The day so many working days after another; the first day is not counted.
    Add {
        /// From which day.
        #[arg(value_parser = day)]
        from: Day,
        /// How many; negative for before.
        #[arg(allow_negative_numbers = true)]
        days: i32,
    },
    /// How many working days come after one day until another, which is counted.
    Count {
        /// After which day.
        #[arg(value_parser = day)]
        from: Day,
        /// Until which.
        #[arg(value_parser = day)]
        to: Day,
    },
    /// What days are, with their lunar dates.
    Day {
        /// The days.
        #[arg(required = true, value_parser = day)]
        days: Vec<Day>,
    },
    /// The public holidays of a year, the days off for those on weekends, and swapped days.
    List {
        /// The year.
        year: i32,
    },
}

impl Workdays {
    pub fn run(self, lang: Lang) -> Outcome {
        let lang = lang.tag();
        let outside = || Failure(message(lang, "day.outside", &[]));
        let mut out = io::stdout().lock();
        match self {
            Workdays::Add { from, days } => {
                let found = workdays::add_working_days(from, days).ok_or_else(outside)?;
                writeln!(out, "{}", dated(found.value, lang))?;
                assumed(&mut out, &found.assumed, lang)?;
            }
            Workdays::Count { from, to } => {
                let found = workdays::working_days_between(from, to).ok_or_else(outside)?;
                let params = [("count", found.value.to_string()), ("from", shown(from)), ("to", shown(to))];
                writeln!(out, "{}", message(lang, "day.count", &params))?;
                assumed(&mut out, &found.assumed, lang)?;
            }
            Workdays::Day { days } => {
                for day in days {
                    let special = workdays::kind_of(day).ok_or_else(outside)?;
                    let lunar = LunarDate::of(day).map(|l| format!("; {}", lunar_text(l, lang))).unwrap_or_default();
                    writeln!(out, "{}: {}{lunar}", dated(day, lang), kind_text(special.kind, lang))?;
                    assumed(&mut out, &[special].into_iter().filter(|s| s.assumed).collect::<Vec<_>>(), lang)?;
                }
            }
            Workdays::List { year } => {
                for s in workdays::specials(year).ok_or_else(outside)? {
                    let sure = if s.assumed { "?" } else { " " };
                    writeln!(out, "{sure} {}: {}", dated(s.day, lang), kind_text(s.kind, lang))?;
                }
            }
        }
        Ok(true)
    }
}

fn shown(day: Day) -> String {
    PartialDate::from(day).to_vietnamese()
}

/// A day with its name in the week.
fn dated(day: Day, lang: &str) -> String {
    let weekday = format!("weekday.{}", day.weekday().number_from_monday());
    format!("{} ({})", shown(day), message(lang, &weekday, &[]))
}

fn kind_text(kind: DayKind, lang: &str) -> String {
    let params = match kind {
        DayKind::Working | DayKind::Weekend => vec![],
        DayKind::Made { instead_of: other } | DayKind::Swapped { with: other } => vec![("date", shown(other))],
        DayKind::Holiday(h) | DayKind::Compensation(h) => {
            vec![("holiday", message(lang, &["holiday.", h.code()].concat(), &[]))]
        }
    };
    message(lang, &["day.", kind.code()].concat(), &params)
}

fn lunar_text(lunar: LunarDate, lang: &str) -> String {
    let params = [("day", lunar.day.into()), ("month", lunar.month.into()), ("year", lunar.year)];
    let params = params.map(|(name, n): (_, i32)| (name, n.to_string()));
    message(lang, if lunar.leap { "day.lunar-leap" } else { "day.lunar" }, &params)
}

fn assumed(out: &mut impl Write, days: &[Special], lang: &str) -> io::Result<()> {
    days.iter().try_for_each(|s| {
        let params = [("date", dated(s.day, lang)), ("kind", kind_text(s.kind, lang))];
        writeln!(out, "    {}", message(lang, "day.assumed", &params))
    })
}
