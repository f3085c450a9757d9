//! A dossier for any form, of people who do not exist: something to look at while the form is being written.
//!
//! Everything is filled in by what is known of each box: its source, its type, its bounds, its example. Then whatever the
//! checks still find is mended by trying other answers: of one box, one person or one row, then that and whatever it brings up
//! elsewhere, for as long as it gets better and the tries last. The same form on the same day gives the same dossier.

use super::finding_json;
use crate::{
    definition::{Definition, Field, FieldType, Path, Severity, Source, When, registry::ValueKind},
    dossier::{Action, Dossier},
    identity::{self, Sex},
    json::Json,
    text::{
        self,
        date::{Day, PartialDate, Precision, add_days, add_months, add_years, age},
        name_upper,
    },
    validate::{self, Finding, document},
    value::{Address, FileInfo, IdentityDocument, Value},
};
use std::{collections::BTreeMap, rc::Rc};

/// How many changes are tried for one form, unless told otherwise; fewer where each costs more.
const TRIES: u32 = 4_000;
/// Of forms with more fields than this, accordingly.
const USUAL: u32 = 100;

/// A dossier of people who do not exist.
pub struct Sample {
    /// The dossier; everything in it counts as typed.
    pub dossier: Dossier,
    /// What the checks still say about it.
    pub unmet: Vec<Finding>,
    /// How many changes were tried.
    pub tries: u32,
}

impl Sample {
    /// As `troly sample` prints it: the dossier as an element opens it, and what the checks still say.
    pub fn to_json(&self, lang: &str) -> Json {
        // What was written is JSON; should it ever not be, there is nothing to open.
        let dossier = Json::parse(&self.dossier.export()).unwrap_or(Json::Null);
        let unmet = self.unmet.iter().map(|f| finding_json(f, lang));
        Json::object([("dossier", dossier), ("unmet", Json::Array(unmet.collect()))])
    }
}

/// A sample dossier, as things stand on a day.
pub fn sample(definition: &Rc<Definition>, today: Day) -> Sample {
    let tries = TRIES * USUAL / USUAL.max(definition.fields.len() as u32);
    let mut search = Search {
        def: definition.clone(),
        today,
        dossier: Dossier::new(definition.clone(), today),
        people: BTreeMap::new(),
        left: tries,
    };
    search.fill();
    search.mend_all();
    let unmet = search.dossier.findings().into_iter().cloned().collect();
    Sample { dossier: search.dossier, unmet, tries: tries - search.left }
}

/// Somebody who does not exist.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Person {
    /// Keeps names, numbers and telephones apart.
    serial: u32,
    sex: Sex,
    birth: Day,
}

/// Names that nobody takes for real: "Mẫu" is a sample, "Thử" a trial, "Ví Dụ" an example.
const MEN: [&str; 6] =
    ["Nguyễn Văn Mẫu", "Trần Văn Thử", "Lê Văn Ví Dụ", "Phạm Văn Mẫu", "Hoàng Văn Thử", "Đặng Văn Ví Dụ"];
const WOMEN: [&str; 6] =
    ["Nguyễn Thị Mẫu", "Trần Thị Thử", "Lê Thị Ví Dụ", "Phạm Thị Mẫu", "Hoàng Thị Thử", "Đặng Thị Ví Dụ"];

/// Real communes: an address must name one. (detail, code, name, province, its name, the name of both in an authority's.)
const PLACES: [[&str; 6]; 2] = [
    [
        "12 Nguyễn Huệ",
        "26740",
        "Phường Sài Gòn",
        "79",
        "Thành phố Hồ Chí Minh",
        "phường Sài Gòn, Thành phố Hồ Chí Minh",
    ],
    ["5 Tràng Tiền", "00070", "Phường Hoàn Kiếm", "01", "Thành phố Hà Nội", "phường Hoàn Kiếm, Thành phố Hà Nội"],
];

/// Ages of adults first: most boxes are about one.
const AGES: [i32; 8] = [35, 24, 19, 16, 9, 3, 0, 68];
/// How much older parents are.
const GENERATION: i32 = 30;

impl Person {
    fn name(self) -> String {
        let list = if self.sex == Sex::Male { &MEN } else { &WOMEN };
        let name = list[self.serial as usize % list.len()];
        // Beyond the list, a letter tells people of one name apart.
        match self.serial as usize / list.len() {
            0 => name.to_owned(),
            n => format!("{name} {}", char::from(b'A' + (n - 1) as u8 % 26)),
        }
    }

    /// A number that could be theirs: Hồ Chí Minh City, century and sex, year, serial.
    fn number(self) -> String {
        let year = self.birth.year().clamp(1900, 2099);
        let century = (year - 1900) / 100 * 2 + i32::from(self.sex == Sex::Female);
        format!("079{century}{:02}{:06}", year % 100, 100 + self.serial)
    }

    /// A card that they could have.
    fn document(self, today: Day) -> IdentityDocument {
        let law = day(2024, 7, 15);
        let chip = day(2021, 5, 20);
        // A child's card comes some time after its birth.
        let on = if self.birth < chip { chip } else { law.max(add_days(self.birth, 10)) }.min(today);
        let new = on >= day(2024, 7, 1);
        let issuer =
            if new { "Bộ Công an" } else { "Cục Cảnh sát quản lý hành chính về trật tự xã hội" };
        IdentityDocument {
            kind: if new { "can-cuoc" } else { "cccd" }.to_owned(),
            number: self.number(),
            issued_by: issuer.to_owned(),
            issued_on: Some(on.into()),
        }
    }
}

fn day(year: i32, month: u8, day: u8) -> Day {
    PartialDate::from_ymd(year, month, day).ok().and_then(PartialDate::to_day).unwrap_or(Day::MIN)
}

fn address(place: usize) -> Value {
    let [detail, commune, commune_name, province, province_name, _] = PLACES[place % PLACES.len()].map(str::to_owned);
    Value::Address(Rc::new(Address { detail, commune, commune_name, province, province_name, old: String::new() }))
}

/// One change that may make the dossier better.
#[derive(Clone)]
enum Move {
    Set(Vec<(Path, Option<Value>)>),
    Person(Rc<str>, Person),
    /// Of a group in a group with the row around it.
    AddRow(Rc<str>, Option<Rc<str>>),
    RemoveRow(Rc<str>, Rc<str>),
}

#[derive(Clone)]
struct Search {
    def: Rc<Definition>,
    today: Day,
    dossier: Dossier,
    /// By role, by the first part of an id, or by group and row.
    people: BTreeMap<Rc<str>, Person>,
    left: u32,
}

impl Search {
    // ---- people

    /// Whom an answer is about.
    fn subject(&self, path: &Path, field: &Field) -> Rc<str> {
        if let Some((group, row, _)) = path.split_row() {
            return [group, "/", row].concat().into();
        }
        let source = field.fill.as_ref().and_then(|f| {
            f.from.iter().find_map(|s| match s {
                Source::Attribute { role, .. } => Some(role),
                Source::Relation { .. } => None,
            })
        });
        source.cloned().unwrap_or_else(|| field.id.split_once('.').map_or("", |(first, _)| first).into())
    }

    fn person(&mut self, subject: &Rc<str>) -> Person {
        if let Some(person) = self.people.get(subject) {
            return *person;
        }
        let serial = self.people.len() as u32;
        let role = self.def.role(subject);
        let parents =
            |r: &&crate::definition::Role| r.is.iter().any(|(relation, to)| is_parent(*relation) && to == subject);
        let child = self.def.roles.iter().any(|r| parents(&r));
        let sex = role.and_then(|r| r.sex);
        // The second of two people is a woman, if nobody says otherwise.
        let sex = sex.unwrap_or(if serial.is_multiple_of(2) { Sex::Male } else { Sex::Female });
        let years = if child { 0 } else { AGES[0] + serial as i32 % 5 };
        let person = Person { serial, sex, birth: born(self.today, years, serial) };
        self.people.insert(subject.clone(), person);
        person
    }

    // ---- filling

    fn places(&self) -> Vec<Path> {
        self.dossier.answers().map(|(p, _)| p.clone()).collect()
    }

    /// Fills whatever is shown and empty, until nothing more appears.
    fn fill(&mut self) {
        let def = self.def.clone();
        for _ in 0..4 {
            let mut done = false;
            for group in def.fields.iter().filter(|f| f.kind == FieldType::Group) {
                let rows = group.min.unwrap_or(1).clamp(1, 20);
                for (path, outer) in self.places_of(group) {
                    let there = self.dossier.rows_around(&group.id, outer.as_deref()).len();
                    if self.dossier.visible(&path) && there == 0 && !self.was_emptied(&group.id) {
                        for _ in 0..rows {
                            self.add_row(&group.id, outer.as_ref());
                        }
                        done = true;
                    }
                }
            }
            for path in self.places() {
                let Some(answer) = self.dossier.answer(&path) else { continue };
                // Emptied on purpose, or filled already: by hand, as a copy, computed.
                let untouched = answer.value.is_none() && answer.empty != Some(crate::prefill::EmptyReason::Undone);
                if !untouched || !self.dossier.visible(&path) || self.dossier.locked(&path) {
                    continue;
                }
                if let Some(value) = self.values(&path).into_iter().next() {
                    self.dossier.reduce(Action::Edit { path, value: Some(value) });
                    done = true;
                }
            }
            if !done {
                return;
            }
        }
    }

    /// Whether the rows of a group were taken away by a move, so that they do not come back.
    fn was_emptied(&self, group: &str) -> bool {
        self.people.keys().any(|subject| subject.strip_prefix(group).is_some_and(|rest| rest.starts_with('/')))
    }

    /// Answers that a box could have, the likeliest first. None of them is wrong by itself.
    fn values(&mut self, path: &Path) -> Vec<Value> {
        let def = self.def.clone();
        let Some((_, field)) = def.field_at(path) else { return Vec::new() };
        let subject = self.subject(path, field);
        let person = self.person(&subject);
        let mut values = self.about(field, person);
        values.extend(self.of_type(field, person));
        let mut fit: Vec<Value> = Vec::new();
        for value in values {
            let value = validate::normalised(field, value);
            let wrong = validate::problems(field, &value).iter().any(|p| p.severity == Severity::Error);
            if !wrong && !fit.contains(&value) {
                fit.push(value);
            }
        }
        fit
    }

    /// What the attributes of a box's sources, or its id, say about the person.
    fn about(&self, field: &Field, person: Person) -> Vec<Value> {
        let mut out = Vec::new();
        let sources = field.fill.iter().flat_map(|f| &f.from);
        let named = sources.filter_map(|s| match s {
            Source::Attribute { attribute, .. } => Some(&**attribute),
            Source::Relation { .. } => None,
        });
        let parent = |sex| Person { sex, birth: add_years(person.birth, -GENERATION), serial: person.serial + 3 };
        for attribute in named {
            match attribute {
                "person.name" => out.extend(name(field, person)),
                "person.father.name" => out.extend(name(field, parent(Sex::Male))),
                "person.mother.name" => out.extend(name(field, parent(Sex::Female))),
                "person.sex" => out.push(Value::Text(person.sex.code().into())),
                "person.birth.date" => out.push(Value::Date(person.birth.into())),
                "person.id.number" => out.extend(Value::text(&person.number())),
                "person.id.old-number" => out.extend(Value::text(&format!("{:09}", 23_456_700 + person.serial))),
                "person.id.document" => out.push(Value::Document(Rc::new(person.document(self.today)))),
                "person.nationality" => out.extend(option(field, "VN")),
                "person.ethnicity" => out.extend(option(field, "Kinh")),
                "person.religion" => out.extend(Value::text("Không")),
                "person.birth.place" | "person.hometown" => out.extend(place_name(field)),
                "person.address.residence" => out.push(address(0)),
                _ if attribute.ends_with(".civil-authority") => out.extend(authority(false)),
                _ if attribute.ends_with(".police-authority") => out.extend(authority(true)),
                _ => {}
            }
        }
        let local = text::fold(field.local_id());
        if field.kind == FieldType::Date && (local.contains("birth") || local.contains("sinh")) {
            out.push(Value::Date(person.birth.into()));
        }
        out
    }

    /// What any box of this type could hold.
    fn of_type(&self, field: &Field, person: Person) -> Vec<Value> {
        let example = field.example.as_deref();
        let texts = |all: &[&str]| all.iter().filter_map(|t| Value::text(t)).collect::<Vec<_>>();
        let stored = |kind: &identity::Kind| (kind.check)(kind.example).ok().and_then(|read| Value::text(&read.stored));
        match field.kind {
            FieldType::Text | FieldType::Multiline => {
                let mut all: Vec<Value> = example.and_then(Value::text).into_iter().collect();
                all.extend(Value::text(&fitted(field, "Nội dung mẫu")));
                all.extend(Value::text(&fitted(field, "Nội dung khác")));
                all
            }
            FieldType::Agency => {
                let mut all: Vec<Value> = authority(false).into_iter().chain(authority(true)).collect();
                all.extend(example.and_then(Value::text));
                all
            }
            FieldType::PersonName => name(field, person).into_iter().collect(),
            FieldType::Sex => texts(&[person.sex.code(), "male", "female"]),
            FieldType::CitizenId => texts(&[&person.number()]),
            FieldType::IdentityDocument => self.documents(person),
            FieldType::Phone => texts(&[&format!("09012345{:02}", person.serial % 100)]),
            FieldType::Email => texts(&[&format!("mau{}@example.com", person.serial + 1)]),
            FieldType::Identifier => {
                field.kind_of.as_deref().and_then(identity::kind).and_then(stored).into_iter().collect()
            }
            FieldType::Address => vec![address(0), address(1)],
            FieldType::Date => self.dates(field),
            FieldType::DateTime => {
                let at = |days| Value::text(&format!("{}T08:30", PartialDate::from(add_days(self.today, days))));
                [-1, 0, 1, 30, -30].into_iter().filter_map(at).collect()
            }
            FieldType::Integer | FieldType::Money => self.numbers(field).into_iter().map(Value::Int).collect(),
            FieldType::Number => self.numbers(field).into_iter().map(|n| Value::Decimal(n as f64)).collect(),
            // What most people do not tick comes first: "unknown", "by proxy" and the like make a form an odd one.
            FieldType::YesNo => vec![Value::Bool(false), Value::Bool(true)],
            FieldType::Declaration => vec![Value::Bool(true)],
            FieldType::Choice => field.options.iter().take(40).map(|o| Value::Text(o.value.clone())).collect(),
            FieldType::Choices => self.several(field),
            FieldType::Attachment => {
                let file = |(i, kind): (usize, &validate::attachment::FileKind)| FileInfo {
                    id: format!("sample{i}").into(),
                    name: format!("Tệp mẫu {}.{}", i + 1, kind.name).into(),
                    media: kind.media.into(),
                    size: field.max_size.unwrap_or(120_000).min(120_000),
                };
                let many = usize::try_from(field.min.unwrap_or(1).max(1)).unwrap_or(1);
                let kinds: Vec<_> = validate::attachment::kinds(field).collect();
                let files: Rc<[FileInfo]> =
                    kinds.into_iter().cycle().take(many.min(50)).enumerate().map(file).collect();
                vec![Value::Files(files)]
            }
            FieldType::Signature | FieldType::Note | FieldType::Group => Vec::new(),
        }
    }

    fn documents(&self, person: Person) -> Vec<Value> {
        let card = person.document(self.today);
        let passport = IdentityDocument {
            kind: "passport".to_owned(),
            number: format!("C{:07}", 1_234_500 + person.serial),
            issued_by: "Cục Quản lý xuất nhập cảnh".to_owned(),
            ..card.clone()
        };
        debug_assert!(document::KINDS.iter().any(|(kind, _)| *kind == card.kind));
        [card, passport].into_iter().map(|d| Value::Document(Rc::new(d))).collect()
    }

    fn dates(&self, field: &Field) -> Vec<Value> {
        let id = text::fold(field.local_id());
        let later = ["until", "end", "expire", "den"].iter().any(|word| id.contains(word));
        let first = if later { 180 } else { -30 };
        let days = [first, 0, -1, -10, -30, -100, -400, -1_500, -4_000, -9_000, 1, 30, 180, 400, 700, 1_000];
        days.into_iter().map(|n| Value::Date(add_days(self.today, n).into())).collect()
    }

    fn numbers(&self, field: &Field) -> Vec<i64> {
        let (least, most) = validate::number::bounds(field);
        let example = field.example.as_deref().and_then(|e| e.trim().parse::<i64>().ok());
        let usual = if field.kind == FieldType::Money { 500_000 } else { 1 };
        let mut all: Vec<i64> = example.into_iter().collect();
        all.extend([usual, 2, 0, 5, 10, 50, 100, 1_000].map(|n: i64| n.clamp(least, most)));
        all.extend([field.min, field.max].into_iter().flatten());
        all
    }

    fn several(&self, field: &Field) -> Vec<Value> {
        let codes: Vec<Rc<str>> = field.options.iter().map(|o| o.value.clone()).collect();
        let least = usize::try_from(field.min.unwrap_or(1).max(1)).unwrap_or(1);
        let most = field.max.and_then(|n| usize::try_from(n).ok()).unwrap_or(codes.len());
        let mut sets: Vec<Vec<Rc<str>>> =
            codes.windows(least.min(codes.len()).max(1)).take(20).map(<[_]>::to_vec).collect();
        sets.extend([codes[..most.min(codes.len())].to_vec()]);
        sets.into_iter().filter(|s| !s.is_empty()).map(Value::List).collect()
    }

    // ---- mending

    /// How bad it is.
    fn score(&self) -> u64 {
        let weight = |f: &&Finding| match f.severity {
            Severity::Error => 10_000,
            Severity::Warning => 100,
            Severity::Info => 1,
        };
        self.dossier.findings().iter().map(weight).sum()
    }

    fn mend_all(&mut self) {
        let mut given_up: Vec<(Rc<str>, Vec<Path>)> = Vec::new();
        while self.left > 0 {
            let mut target: Option<&Finding> = None;
            for finding in self.dossier.findings() {
                let over = given_up.iter().any(|(code, paths)| *code == finding.code && *paths == finding.paths);
                if !over && target.is_none_or(|graver| finding.severity > graver.severity) {
                    target = Some(finding); // the gravest; of several the first of the form
                }
            }
            let Some(target) = target.cloned() else { return };
            if !self.mend(&target) {
                given_up.push((target.code, target.paths));
            }
        }
    }

    /// Tries to make one finding go away, at no cost that is as high.
    fn mend(&mut self, finding: &Finding) -> bool {
        let before = self.score();
        let moves = self.moves(finding);
        for one in &moves {
            if self.attempt(std::slice::from_ref(one), before) {
                return true;
            }
        }
        if finding.severity == Severity::Info {
            return false; // not worth two changes
        }
        // What a change does away with it may bring up somewhere else: then that is mended with it.
        let known: Vec<Finding> = self.dossier.findings().into_iter().cloned().collect();
        for first in &moves {
            let mut next = self.clone();
            next.make(first);
            next.fill();
            let new = next.dossier.findings().into_iter().find(|f| !known.contains(f)).cloned();
            for second in next.moves(new.as_ref().unwrap_or(finding)) {
                if self.left == 0 {
                    return false;
                }
                if self.attempt(&[first.clone(), second], before) {
                    return true;
                }
            }
        }
        false
    }

    /// Makes changes and keeps them if they are for the better.
    fn attempt(&mut self, moves: &[Move], before: u64) -> bool {
        if self.left == 0 {
            return false;
        }
        self.left -= 1;
        let mut next = self.clone();
        for one in moves {
            next.make(one);
        }
        next.fill();
        let better = next.score() < before;
        if better {
            *self = next;
        }
        better
    }

    fn make(&mut self, one: &Move) {
        match one {
            Move::Set(set) => {
                for (path, value) in set {
                    self.dossier.reduce(Action::Edit { path: path.clone(), value: value.clone() });
                }
            }
            Move::Person(subject, person) => self.become_(subject, *person),
            Move::AddRow(group, outer) => self.add_row(group, outer.as_ref()),
            Move::RemoveRow(group, row) => {
                self.dossier.reduce(Action::RemoveRow { group: group.clone(), row: row.clone() });
            }
        }
    }

    fn add_row(&mut self, group: &Rc<str>, outer: Option<&Rc<str>>) {
        self.dossier.reduce(match outer {
            None => Action::AddRow(group.clone()),
            Some(outer) => Action::AddRowIn { group: group.clone(), outer: outer.clone() },
        });
    }

    /// Where a group stands: once, or in each row of the group around it.
    fn places_of(&self, group: &Field) -> Vec<(Path, Option<Rc<str>>)> {
        let Some(around) = group.group.and_then(|g| self.def.fields.get(g.0 as usize)) else {
            return vec![(Path::of(group), None)];
        };
        let rows = self.dossier.rows(&around.id).iter();
        rows.map(|row| (Path::cell(&around.id, row, group.local_id()), Some(row.clone()))).collect()
    }

    /// Makes everything that was said about a person about another one.
    fn become_(&mut self, subject: &Rc<str>, person: Person) {
        let def = self.def.clone();
        let paths = self.places();
        let theirs = paths.iter().filter(|p| def.field_at(p).is_some_and(|(_, f)| self.subject(p, f) == *subject));
        let theirs: Vec<Path> = theirs.cloned().collect();
        let old: Vec<Option<Value>> = theirs.iter().map(|p| self.values(p).into_iter().next()).collect();
        self.people.insert(subject.clone(), person);
        for (path, old) in theirs.into_iter().zip(old) {
            let now = self.dossier.answer(&path).and_then(|a| a.value.clone());
            if now.is_some() && now == old {
                let value = self.values(&path).into_iter().next();
                self.dossier.reduce(Action::Edit { path, value });
            }
        }
    }

    /// The answers that a finding is about, and those that its rule looks at.
    fn involved(&self, finding: &Finding) -> Vec<Path> {
        let mut paths = finding.paths.clone();
        let rule = self.def.rules.iter().find(|r| r.id == finding.code);
        let looked_at =
            rule.into_iter().flat_map(|r| r.check.fields().iter().chain(r.when.iter().flat_map(|w| w.fields())));
        let row = finding.paths.iter().find_map(|p| p.split_row().map(|(g, r, _)| (g.to_owned(), r.to_owned())));
        for ix in looked_at {
            let field = &self.def.fields[ix.0 as usize];
            match field.group {
                None => paths.push(Path::of(field)),
                Some(group) => {
                    let group = &self.def.fields[group.0 as usize].id;
                    let in_row = row.as_ref().filter(|(g, _)| **g == **group).map(|(_, r)| vec![Rc::from(r.as_str())]);
                    let rows = in_row.unwrap_or_else(|| self.dossier.rows(group).to_vec());
                    paths.extend(rows.iter().map(|r| Path::cell(group, r, field.local_id())));
                }
            }
        }
        let mut unique: Vec<Path> = Vec::new();
        for path in paths {
            if !unique.contains(&path) {
                unique.push(path);
            }
        }
        unique
    }

    fn moves(&mut self, finding: &Finding) -> Vec<Move> {
        let def = self.def.clone();
        let mut moves: Vec<Move> = finding.fix.iter().map(|fix| Move::Set(fix.set.clone())).collect();
        let involved = self.involved(finding);
        let rule = def.rules.iter().find(|r| r.id == finding.code);
        let written: Vec<Literal> = rule.map_or_else(Vec::new, |r| {
            let when = r.when.as_ref().map_or("", |w| &**w.source());
            literals(r.check.source()).into_iter().chain(literals(when)).collect()
        });
        let values: Vec<Value> =
            involved.iter().filter_map(|p| self.dossier.answer(p).and_then(|a| a.value.clone())).collect();
        let mut emptied = Vec::new();
        let mut subjects: Vec<Rc<str>> = Vec::new();
        for path in &involved {
            let Some((_, field)) = def.field_at(path) else { continue };
            if field.kind == FieldType::Group {
                moves.extend(self.row_moves(field));
                continue;
            }
            let now = self.dossier.answer(path).and_then(|a| a.value.clone());
            let mut others = near(field, &values, &written);
            others.extend(self.values(path));
            for value in others {
                let value = validate::normalised(field, value);
                let wrong = validate::problems(field, &value).iter().any(|p| p.severity == Severity::Error);
                if !wrong && Some(&value) != now.as_ref() {
                    moves.push(Move::Set(vec![(path.clone(), Some(value))]));
                }
            }
            if now.is_some() && field.required != When::Always {
                emptied.push(Move::Set(vec![(path.clone(), None)]));
            }
            if let Some((group, row, _)) = path.split_row() {
                emptied.push(Move::RemoveRow(group.into(), row.into()));
            }
            let subject = self.subject(path, field);
            if !subjects.contains(&subject) {
                subjects.push(subject);
            }
        }
        for subject in subjects {
            let person = self.person(&subject);
            let fixed = self.def.role(&subject).is_some_and(|r| r.sex.is_some());
            let other = if person.sex == Sex::Male { Sex::Female } else { Sex::Male };
            for years in AGES {
                let birth = born(self.today, years, person.serial);
                moves.push(Move::Person(subject.clone(), Person { birth, ..person }));
            }
            if !fixed {
                moves.push(Move::Person(subject.clone(), Person { sex: other, ..person }));
            }
        }
        // To say less is the last resort.
        moves.extend(emptied);
        moves
    }

    fn row_moves(&self, group: &Field) -> Vec<Move> {
        let rows = self.dossier.rows(&group.id);
        let places = self.places_of(group);
        let mut moves: Vec<Move> = places.into_iter().map(|(_, outer)| Move::AddRow(group.id.clone(), outer)).collect();
        moves.extend(rows.last().map(|row| Move::RemoveRow(group.id.clone(), row.clone())));
        moves
    }
}

fn is_parent(relation: crate::definition::Relation) -> bool {
    matches!(relation, crate::definition::Relation::Mother | crate::definition::Relation::Father)
}

/// A birthday of somebody of that age; of a newborn, three weeks ago.
fn born(today: Day, years: i32, serial: u32) -> Day {
    let days = if years == 0 { 21 } else { 90 + serial as i32 * 17 };
    let birth = add_days(add_years(today, -years), -days);
    debug_assert!(age(birth, today) >= years);
    birth
}

fn name(field: &Field, person: Person) -> Option<Value> {
    let name = person.name();
    let written = if field.upper { name_upper(&name) } else { name };
    Value::text(&written)
}

fn authority(police: bool) -> Option<Value> {
    Value::text(&[if police { "Công an " } else { "Ủy ban nhân dân " }, PLACES[0][5]].concat())
}

/// The name of a place, in a box for text or for an address.
fn place_name(field: &Field) -> Option<Value> {
    if field.kind == FieldType::Address {
        return Some(address(0));
    }
    Value::text(&[PLACES[0][2], ", ", PLACES[0][4]].concat())
}

fn option(field: &Field, code: &str) -> Option<Value> {
    if field.options.is_empty() {
        return Value::text(if code == "VN" { "Việt Nam" } else { code });
    }
    let wanted = text::fold(code);
    let found = field.options.iter().find(|o| *o.value == *code || text::fold(&o.label.vi) == wanted);
    found.map(|o| Value::Text(o.value.clone()))
}

/// A text as long as the box wants it.
fn fitted(field: &Field, text: &str) -> String {
    let (least, most) =
        (field.min.unwrap_or(0).max(0) as usize, field.max.unwrap_or(validate::text::MAX).max(1) as usize);
    let mut out = text.to_owned();
    while out.chars().count() < least {
        out.push_str(" mẫu");
    }
    let cut: String = out.chars().take(most).collect();
    cut.trim().to_owned()
}

/// Something that stands in a rule as it is.
enum Literal {
    Text(String),
    Number(i64),
    Date(PartialDate),
}

/// What stands in an expression between quotes, and its numbers.
fn literals(source: &str) -> Vec<Literal> {
    let mut out = Vec::new();
    for (i, part) in source.split(['"', '\'']).enumerate() {
        if i % 2 == 1 {
            if let Ok(date) = part.parse::<PartialDate>() {
                out.push(Literal::Date(date));
            }
            out.push(Literal::Text(part.to_owned()));
        } else {
            let numbers = part.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse::<i64>().ok());
            out.extend(numbers.map(Literal::Number));
        }
    }
    out
}

/// Answers of this type that are near what else a rule looks at: the same, a little more or less, or what it writes out.
fn near(field: &Field, values: &[Value], written: &[Literal]) -> Vec<Value> {
    let mut out = Vec::new();
    match field.kind.info().value {
        ValueKind::Date => {
            let dates = values.iter().filter_map(|v| match v {
                Value::Date(d) => d.to_day(),
                Value::Document(d) => d.issued_on.and_then(PartialDate::to_day),
                _ => None,
            });
            for day in dates {
                let shifted = [day, add_days(day, 1), add_days(day, -1), add_days(day, 30), add_days(day, -30)];
                out.extend(
                    shifted.into_iter().chain([12, -12, 6, 36].map(|n| add_months(day, n))).map(PartialDate::from),
                );
            }
            out.extend(written.iter().filter_map(|l| if let Literal::Date(d) = l { Some(*d) } else { None }));
            out.retain(|d| field.precision <= Precision::Day && crate::text::date::YEARS.contains(&d.year()));
            return out.into_iter().map(Value::Date).collect();
        }
        ValueKind::Int | ValueKind::Decimal => {
            let whole = |v: &Value| match v {
                Value::Int(n) => Some(*n),
                Value::Decimal(n) => Some(*n as i64),
                _ => None,
            };
            let stated = written.iter().filter_map(|l| if let Literal::Number(n) = l { Some(*n) } else { None });
            let base: Vec<i64> = values.iter().filter_map(whole).chain(stated).collect();
            let all = base.into_iter().flat_map(|n| [n, n.saturating_add(1), n.saturating_sub(1)]);
            let value = |n: i64| if field.kind == FieldType::Number { Value::Decimal(n as f64) } else { Value::Int(n) };
            return all.map(value).collect();
        }
        _ => {}
    }
    let stated = written.iter().filter_map(|l| if let Literal::Text(t) = l { Value::text(t) } else { None });
    let same = |v: &&Value| {
        matches!(
            (v, field.kind.info().value),
            (Value::Text(_), ValueKind::Text) | (Value::Address(_), ValueKind::Address)
        )
    };
    values.iter().filter(same).cloned().chain(stated.filter(|_| field.kind.info().value == ValueKind::Text)).collect()
}
