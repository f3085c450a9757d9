//! What must be found in a dossier, from what is stated.

use crate::{
    form::{Condition, Form, Holds},
    values::{Tables, wrong},
};
use cel::{Context, ExecutionError, Value as Cel};
use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, HashMap},
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};
use time::{Date, Duration, Month};
use troly::{
    definition::{Definition, FieldIx},
    dossier::Dossier,
    rules::{Authority, Env, Val},
    text::{
        self,
        date::{Day, PartialDate, Precision},
    },
    value::Value,
};

/// What an expression says. `Failed`: an error that is to be reported.
#[derive(Clone, Copy, PartialEq)]
pub enum Said {
    Yes,
    No,
    Nothing,
    Failed,
}

thread_local! {
    /// What the functions of the `cel` crate, which take no state, need of the dossier at hand.
    static TODAY: Cell<Option<Day>> = const { Cell::new(None) };
    static SAME_PERSON: RefCell<BTreeMap<(String, String), Option<bool>>> = const { RefCell::new(BTreeMap::new()) };
}

/// A text of the `cel` crate.
pub type Str = Arc<String>;

pub fn missing<T>() -> Result<T, ExecutionError> {
    Err(ExecutionError::function_error("troly", "missing"))
}

/// As an error that a rule reports.
pub fn overflow<T>() -> Result<T, ExecutionError> {
    Err(ExecutionError::Overflow("date", Cel::Null, Cel::Null))
}

pub fn day(iso: &str) -> Result<Date, ExecutionError> {
    let mut parts = iso.split('-').map(|p| p.parse::<u16>().ok());
    let (Some(Some(y)), Some(Some(m)), Some(Some(d))) = (parts.next(), parts.next(), parts.next()) else {
        return missing();
    };
    let month = Month::try_from(m as u8).ok();
    month.and_then(|m| Date::from_calendar_date(i32::from(y), m, d as u8).ok()).map_or_else(missing, Ok)
}

pub fn iso(day: Date) -> Result<Str, ExecutionError> {
    if (1800..2200).contains(&day.year()) {
        Ok(Arc::new(format!("{:04}-{:02}-{:02}", day.year(), day.month() as u8, day.day())))
    } else {
        overflow()
    }
}

/// The day that corresponds to this one so many months later; at the end of a month that is too short, its last.
pub fn later(day: Date, months: i64) -> Result<Str, ExecutionError> {
    let n = i64::from(day.year()) * 12 + i64::from(day.month() as u8) - 1 + months;
    let (Ok(year), month) = (i32::try_from(n.div_euclid(12)), n.rem_euclid(12) as u8 + 1) else { return overflow() };
    if !(1800..2200).contains(&year) {
        return overflow();
    }
    let month = Month::try_from(month).expect("1 to 12");
    let last = (28..=31).rev().find_map(|d| Date::from_calendar_date(year, month, d.min(day.day())).ok());
    iso(last.expect("every month has 28 days"))
}

/// Sex and year of birth in a personal ID number.
pub fn id_facts(number: &str) -> Result<(&'static str, i64), ExecutionError> {
    let Ok(bare) = Tables::digits(number, &[12]) else { return missing() };
    let digit = i64::from(bare.as_bytes()[3] - b'0');
    let year: i64 = bare[4..6].parse().expect("digits");
    Ok((["male", "female"][(digit % 2) as usize], 1900 + digit / 2 * 100 + year))
}

pub fn full(text: String) -> Result<Str, ExecutionError> {
    if text.is_empty() { missing() } else { Ok(Arc::new(text)) }
}

pub fn functions() -> Context<'static, 'static> {
    let mut c = Context::default();
    let today = || TODAY.get().expect("a day");
    c.add_function("today", move || iso(today())).expect("new");
    c.add_function("date", |a: Str| day(&a).and_then(iso)).expect("new");
    c.add_function("year", |a: Str| day(&a).map(|d| i64::from(d.year()))).expect("new");
    c.add_function("month", |a: Str| day(&a).map(|d| i64::from(d.month() as u8))).expect("new");
    c.add_function("age", |birth: Str, on: Str| {
        let (birth, on) = (day(&birth)?, day(&on)?);
        let before = (on.month() as u8, on.day()) < (birth.month() as u8, birth.day());
        Ok::<i64, ExecutionError>(i64::from(on.year() - birth.year()) - i64::from(before))
    })
    .expect("new");
    c.add_function("daysBetween", |a: Str, b: Str| Ok::<i64, ExecutionError>((day(&b)? - day(&a)?).whole_days()))
        .expect("new");
    c.add_function("addDays", |a: Str, n: i64| day(&a)?.checked_add(Duration::days(n)).map_or_else(overflow, iso))
        .expect("new");
    c.add_function("addMonths", |a: Str, n: i64| later(day(&a)?, n)).expect("new");
    c.add_function("addYears", |a: Str, n: i64| later(day(&a)?, n * 12)).expect("new");
    c.add_function("idSex", |a: Str| id_facts(&a).map(|(sex, _)| Arc::new(sex.to_owned()))).expect("new");
    c.add_function("idBirthYear", |a: Str| id_facts(&a).map(|(_, year)| year)).expect("new");
    c.add_function("sameName", |a: Str, b: Str| text::same_name(&a, &b)).expect("new");
    c.add_function("fold", |a: Str| full(text::fold(&a))).expect("new");
    c.add_function("upper", |a: Str| full(a.chars().map(text::upper).collect())).expect("new");
    c.add_function("dateOfWords", |a: Str| {
        let read = text::words::parse_date(&a).ok().and_then(PartialDate::to_day);
        read.map_or_else(missing, iso)
    })
    .expect("new");
    c.add_function("samePerson", |a: Str, b: Str| {
        let same = SAME_PERSON.with_borrow(|known| known.get(&(a.to_string(), b.to_string())).copied().flatten());
        same.map_or_else(missing, Ok)
    })
    .expect("new");
    c
}

/// A value for the `cel` crate: nested along the dots of the ids.
pub enum Tree {
    Leaf(Cel),
    Branch(BTreeMap<String, Tree>),
}

impl Tree {
    fn put(&mut self, id: &str, value: Option<Cel>) {
        let Tree::Branch(branch) = self else { panic!("{id} within a value") };
        match (id.split_once('.'), value) {
            (Some((first, rest)), value) => {
                branch.entry(first.to_owned()).or_insert_with(|| Tree::Branch(BTreeMap::new())).put(rest, value);
            }
            (None, Some(value)) => {
                branch.insert(id.to_owned(), Tree::Leaf(value));
            }
            (None, None) => {}
        }
    }

    fn into_cel(self) -> Cel {
        match self {
            Tree::Leaf(value) => value,
            Tree::Branch(branch) => {
                Cel::from(branch.into_iter().map(|(k, v)| (k, v.into_cel())).collect::<HashMap<String, Cel>>())
            }
        }
    }
}

pub fn texts(pairs: &[(&str, &str)]) -> Cel {
    let there = pairs.iter().filter(|(_, text)| !text.is_empty());
    Cel::from(there.map(|(name, text)| ((*name).to_owned(), Cel::from(*text))).collect::<HashMap<_, _>>())
}

/// `None` where a rule sees nothing: what was typed and cannot be read.
pub fn as_cel(kind: &str, value: &Value) -> Option<Cel> {
    Some(match value {
        Value::Text(_) if matches!(kind, "date" | "integer" | "money" | "number") => return None,
        Value::Bool(b) => Cel::from(*b),
        Value::Int(n) => Cel::from(*n),
        Value::Decimal(f) => Cel::from(*f),
        Value::Text(t) => Cel::from(&**t),
        Value::List(items) => Cel::from(items.iter().map(|t| Cel::from(&**t)).collect::<Vec<_>>()),
        Value::Date(d) => Cel::from(d.to_string()),
        Value::Address(a) => texts(&[
            ("detail", &a.detail),
            ("commune", &a.commune),
            ("communeName", &a.commune_name),
            ("province", &a.province),
            ("provinceName", &a.province_name),
            ("old", &a.old),
        ]),
        Value::Document(d) => texts(&[
            ("kind", &d.kind),
            ("number", &d.number),
            ("issuedBy", &d.issued_by),
            ("issuedOn", &d.issued_on.map(|d| d.to_string()).unwrap_or_default()),
        ]),
        Value::Files(files) => Cel::from(files.iter().map(|f| Cel::from(&*f.name)).collect::<Vec<_>>()),
    })
}

pub fn is_partial(value: &Value) -> bool {
    let partial = |d: &PartialDate| d.precision() != Precision::Day;
    match value {
        Value::Date(d) => partial(d),
        Value::Document(d) => d.issued_on.as_ref().is_some_and(partial),
        _ => false,
    }
}

/// Whether nothing stands there.
pub fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Text(t) => t.trim().is_empty(),
        Value::Address(a) => [&a.detail, &a.commune, &a.province, &a.old].iter().all(|t| t.trim().is_empty()),
        Value::Document(d) => {
            [&d.kind, &d.number, &d.issued_by].iter().all(|t| t.trim().is_empty()) && d.issued_on.is_none()
        }
        Value::List(items) => items.is_empty(),
        Value::Files(files) => files.is_empty(),
        Value::Bool(_) | Value::Int(_) | Value::Decimal(_) | Value::Date(_) => false,
    }
}

/// How often which evaluator was asked.
#[derive(Default)]
pub struct Asked {
    pub cel: usize,
    pub ours: usize,
}

/// What is known of a procedure while its dossiers are mutated.
pub struct Oracle<'f> {
    pub form: &'f Form,
    pub definition: &'f Definition,
    pub tables: &'f Tables,
    pub functions: Context<'static, 'static>,
    /// What an expression said about these values.
    pub known: RefCell<HashMap<(usize, u64), Said>>,
    pub asked: RefCell<Asked>,
}

/// A dossier as this file sees it: what is shown, and what stands there.
pub struct Sight<'a> {
    pub dossier: &'a Dossier,
    /// Of each field: itself; of a column: of each row.
    pub shown: Vec<Vec<bool>>,
    /// A hash of each value, so that what was said about the same values is found again.
    pub hashes: Vec<Vec<u64>>,
}

impl Sight<'_> {
    fn value_at(&self, at: usize, row: Option<usize>) -> Option<&Value> {
        let ix = FieldIx(at as u16);
        if !self.shown[at].get(row.unwrap_or(0)).copied().unwrap_or(false) {
            return None;
        }
        row.map_or_else(|| self.dossier.value(ix), |row| self.dossier.cell(ix, row))
    }
}

/// For our own evaluator.
impl Env for Sight<'_> {
    fn value(&self, field: FieldIx) -> Option<&Value> {
        self.value_at(field.0 as usize, None)
    }
    fn rows(&self, group: FieldIx) -> usize {
        if self.shown[group.0 as usize][0] { self.dossier.rows_in(group) } else { 0 }
    }
    fn row_id(&self, group: FieldIx, row: usize) -> &str {
        self.dossier.row_id(group, row)
    }
    fn cell(&self, column: FieldIx, row: usize) -> Option<&Value> {
        self.value_at(column.0 as usize, Some(row))
    }
    fn today(&self) -> Day {
        Env::today(self.dossier)
    }
    fn authority(&self, kind: Authority, commune: &str) -> Option<String> {
        self.dossier.authority(kind, commune)
    }
    fn same_person(&self, a: &str, b: &str) -> Option<bool> {
        Env::same_person(self.dossier, a, b)
    }
}

/// `Env::rows`, which `Dossier::rows` hides.
pub trait Rows {
    fn rows_in(&self, group: FieldIx) -> usize;
}

impl Rows for Dossier {
    fn rows_in(&self, group: FieldIx) -> usize {
        Env::rows(self, group)
    }
}

pub fn hash_of(value: Option<&Value>) -> u64 {
    let mut hasher = DefaultHasher::new();
    match value {
        None => 0u8.hash(&mut hasher),
        Some(Value::Bool(b)) => (1u8, b).hash(&mut hasher),
        Some(Value::Int(n)) => (2u8, n).hash(&mut hasher),
        Some(Value::Decimal(f)) => (3u8, f.to_bits()).hash(&mut hasher),
        Some(Value::Text(t)) => (4u8, t).hash(&mut hasher),
        Some(Value::List(l)) => (5u8, l).hash(&mut hasher),
        Some(Value::Date(d)) => (6u8, d).hash(&mut hasher),
        Some(Value::Address(a)) => (7u8, a).hash(&mut hasher),
        Some(Value::Document(d)) => (8u8, d).hash(&mut hasher),
        Some(Value::Files(f)) => (9u8, f).hash(&mut hasher),
    }
    hasher.finish()
}

/// (code, path).
pub type Found = BTreeMap<(String, String), usize>;

impl<'f> Oracle<'f> {
    fn rows(&self, sight: &Sight, group: usize) -> usize {
        sight.dossier.rows_in(FieldIx(group as u16))
    }

    /// What an expression says; in a row, of this number.
    pub fn says(&self, sight: &Sight, condition: usize, row: Option<(usize, usize)>) -> Said {
        let Condition { source, ours, program, mentions, row: own } = &self.form.conditions[condition];
        let mut hasher = DefaultHasher::new();
        (row.map(|(_, row)| row), TODAY.get()).hash(&mut hasher);
        if source.contains("samePerson") {
            SAME_PERSON.with_borrow(|known| known.hash(&mut hasher));
        }
        // Of each box that counts: its rows, of those outside groups one.
        let counting = |at: usize| match (self.form.fields[at].group, row) {
            (None, _) => 0..1,
            (group, Some((_, row))) if group == *own => row..row + 1,
            (Some(group), _) => 0..self.rows(sight, group),
        };
        for at in mentions {
            let rows = counting(*at);
            rows.len().hash(&mut hasher);
            let (shown, hashes) = (&sight.shown[*at][rows.clone()], &sight.hashes[*at][rows]);
            shown.iter().zip(hashes).for_each(|(shown, hash)| shown.then_some(hash).hash(&mut hasher));
        }
        let key = (condition, hasher.finish());
        if let Some(said) = self.known.borrow().get(&key) {
            return *said;
        }
        let partial = mentions.iter().any(|at| {
            let group = self.form.fields[*at].group;
            counting(*at).any(|row| sight.value_at(*at, group.map(|_| row)).is_some_and(is_partial))
        });
        let said = if partial {
            self.asked.borrow_mut().ours += 1;
            let of_row = row.map(|(group, row)| (FieldIx(group as u16), row));
            match ours.eval(self.definition, sight, of_row) {
                Ok(Val::Bool(true)) => Said::Yes,
                Ok(Val::Bool(false)) => Said::No,
                Ok(_) => Said::Nothing,
                Err(_) => Said::Failed,
            }
        } else {
            self.asked.borrow_mut().cel += 1;
            let context = self.context(sight, mentions, *own, row);
            match program.execute(&context) {
                Ok(Cel::Bool(true)) => Said::Yes,
                Ok(Cel::Bool(false)) => Said::No,
                Ok(other) => panic!("{source} gives {other:?}"),
                Err(
                    ExecutionError::Overflow(..)
                    | ExecutionError::DivisionByZero(_)
                    | ExecutionError::RemainderByZero(_),
                ) => Said::Failed,
                Err(_) => Said::Nothing,
            }
        };
        self.known.borrow_mut().insert(key, said);
        said
    }

    fn context(
        &self,
        sight: &Sight,
        mentions: &[usize],
        own: Option<usize>,
        row: Option<(usize, usize)>,
    ) -> Context<'_, 'static> {
        let mut all = Tree::Branch(BTreeMap::new());
        let of_row = |group: usize, row: usize| {
            let mut tree = Tree::Branch(BTreeMap::new());
            for at in (0..self.form.fields.len()).filter(|at| self.form.fields[*at].group == Some(group)) {
                let stated = &self.form.fields[at];
                let value = sight.value_at(at, Some(row)).and_then(|v| as_cel(&stated.kind, v));
                tree.put(&stated.id[self.form.fields[group].id.len() + 1..], value);
            }
            tree.into_cel()
        };
        for at in mentions.iter().filter(|at| own != Some(**at)) {
            let stated = &self.form.fields[*at];
            if stated.kind == "group" {
                let rows = Env::rows(sight, FieldIx(*at as u16));
                all.put(&stated.id, Some(Cel::from((0..rows).map(|row| of_row(*at, row)).collect::<Vec<_>>())));
            } else if stated.group.is_none() {
                all.put(&stated.id, sight.value_at(*at, None).and_then(|v| as_cel(&stated.kind, v)));
            }
        }
        let mut context = self.functions.new_inner_scope();
        let Tree::Branch(all) = all else { panic!("a tree") };
        for (name, tree) in all {
            context.add_variable_from_value(name, tree.into_cel());
        }
        if let Some((group, row)) = row {
            context.add_variable_from_value("row", of_row(group, row));
        }
        context
    }

    /// What is shown, worked out again until nothing changes: conditions never depend on themselves.
    fn look<'a>(&self, dossier: &'a Dossier) -> Sight<'a> {
        let fields = &self.form.fields;
        let rows = |at: usize| fields[at].group.map_or(1, |g| dossier.rows_in(FieldIx(g as u16)));
        let value = |at: usize, row: usize| {
            let ix = FieldIx(at as u16);
            if fields[at].group.is_some() { dossier.cell(ix, row) } else { dossier.value(ix) }
        };
        let hashes: Vec<Vec<u64>> =
            (0..fields.len()).map(|at| (0..rows(at)).map(|row| hash_of(value(at, row))).collect()).collect();
        let shown = hashes.iter().map(|rows| vec![true; rows.len()]).collect();
        let mut sight = Sight { dossier, shown, hashes };
        for _ in 0..fields.len() {
            let now: Vec<Vec<bool>> = (0..fields.len())
                .map(|at| {
                    let stated = &fields[at];
                    let around = stated.section.is_none_or(|c| self.says(&sight, c, None) == Said::Yes)
                        && stated.group.is_none_or(|g| sight.shown[g][0]);
                    let own = |row: usize| match stated.show {
                        Holds::Never => false,
                        Holds::Always => true,
                        Holds::If(c) => self.says(&sight, c, stated.group.map(|g| (g, row))) == Said::Yes,
                    };
                    (0..rows(at)).map(|row| around && own(row)).collect()
                })
                .collect();
            let settled = now == sight.shown;
            sight.shown = now;
            if settled {
                break;
            }
        }
        sight
    }

    pub fn path(&self, dossier: &Dossier, at: usize, row: Option<usize>) -> String {
        let stated = &self.form.fields[at];
        match stated.group.zip(row) {
            Some((group, row)) => {
                let of = &self.form.fields[group].id;
                let id = dossier.row_id(FieldIx(group as u16), row);
                format!("{of}/{id}/{}", &stated.id[of.len() + 1..])
            }
            None => stated.id.clone(),
        }
    }

    /// Everything that must be found: what breaks a constraint, and what breaks a rule.
    pub fn expected(&self, dossier: &Dossier) -> (Found, Found) {
        TODAY.set(Some(Env::today(dossier)));
        let roles: Vec<String> = self.definition.roles.iter().map(|r| r.id.to_string()).collect();
        SAME_PERSON.with_borrow_mut(|known| {
            known.clear();
            for (a, b) in roles.iter().flat_map(|a| roles.iter().map(move |b| (a, b))) {
                known.insert((a.clone(), b.clone()), Env::same_person(dossier, a, b));
            }
        });
        let sight = self.look(dossier);
        let (mut constraints, mut rules) = (Found::new(), Found::new());
        for (at, stated) in self.form.fields.iter().enumerate() {
            let mut add = |code: &str, row: Option<usize>| {
                *constraints.entry((code.to_owned(), self.path(dossier, at, row))).or_default() += 1;
            };
            for row in (0..sight.shown[at].len()).filter(|row| sight.shown[at][*row]) {
                let of_row = stated.group.map(|_| row);
                let required = match stated.required {
                    Holds::Never => false,
                    Holds::Always => true,
                    Holds::If(c) => self.says(&sight, c, stated.group.map(|g| (g, row))) == Said::Yes,
                };
                match &*stated.kind {
                    "note" | "signature" => {}
                    "group" => {
                        let rows = self.rows(&sight, at) as i64;
                        match rows {
                            0 if required => add("required", None),
                            0 => {}
                            n if stated.min.is_some_and(|min| n < min) => add("group.too-few", None),
                            n if stated.max.is_some_and(|max| n > max) => add("group.too-many", None),
                            _ => {}
                        }
                    }
                    kind => match sight.value_at(at, of_row).filter(|v| !is_nothing(v)) {
                        Some(value) if kind != "declaration" || *value != Value::Bool(false) => {
                            wrong(self.tables, stated, value).iter().for_each(|code| add(code, of_row));
                        }
                        _ if required && kind == "declaration" => add("declaration.not-ticked", of_row),
                        _ if required => add("required", of_row),
                        _ => {}
                    },
                }
            }
        }
        for rule in &self.form.rules {
            let rows = match rule.each {
                None => vec![None],
                Some(group) => {
                    (0..Env::rows(&sight, FieldIx(group as u16))).map(|row| Some((group, row))).collect::<Vec<_>>()
                }
            };
            for row in rows {
                let when = rule.when.map_or(Said::Yes, |when| self.says(&sight, when, row));
                let said = if when == Said::Yes { self.says(&sight, rule.check, row) } else { when };
                let failed = said == Said::Failed;
                if !failed && (when != Said::Yes || said != Said::No) {
                    continue;
                }
                let number = |at: usize| self.form.fields[at].group.and(row.map(|(_, r)| r));
                let first = rule.at.iter().find(|at| sight.shown[**at].get(number(**at).unwrap_or(0)) == Some(&true));
                if let Some(at) = first {
                    let code = if failed { "rule.failed" } else { &rule.id };
                    *rules.entry((code.to_owned(), self.path(dossier, *at, number(*at)))).or_default() += 1;
                }
            }
        }
        (constraints, rules)
    }
}
