//! How much of each form the papers of a family's life fill: five synthetic families (`tests/fixtures/families/`), each of the
//! official procedures, with one ID card, with all cards, and with certificates and an earlier dossier as well. As a page:
//! `docs/coverage.md`.

use crate::{
    address::AddressBook,
    definition::{self, Definition, Field, FieldIx, FieldType, FillPolicy, Path, Source},
    dossier::{Action, AnswerState, Dossier, PeopleAction},
    json::Json,
    prefill::{OriginSource, authority, vocabulary::NAME_PARTS},
    record::{Record, RecordKind, forms::short_form, read_id_card, read_land},
    text::{self, date::Day},
    value::Value,
};
use std::{collections::BTreeMap, fmt::Write as _, rc::Rc};

/// What is at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// The ID card of whoever fills the form in.
    OneCard,
    /// The cards of all.
    Cards,
    /// And certificates, and an earlier dossier.
    All,
}

impl Stage {
    /// In order.
    pub const ALL: [Stage; 3] = [Stage::OneCard, Stage::Cards, Stage::All];
}

/// Whether a box can be filled without typing at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// By a record, the casting, or from boxes that can.
    Fillable,
    /// A declaration, a consent, a signature, or what its author says is the person's alone.
    Never,
    /// What no record can hold: it names no source, follows from such a box, or is about somebody who has no papers yet.
    News,
    /// About a role that nobody has in this case.
    Nobody,
}

impl Class {
    fn code(self) -> &'static str {
        match self {
            Class::Fillable => "fillable",
            Class::Never => "never",
            Class::News => "news",
            Class::Nobody => "nobody",
        }
    }
}

/// What became of one form.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tried {
    /// Each box that is shown: its field, its class, whether it was filled, whether something is offered.
    pub boxes: Vec<(Rc<str>, Option<Class>, bool, bool)>,
    /// Boxes that were filled with something else than the truth.
    pub wrong: Vec<String>,
}

impl Tried {
    fn count(&self, wanted: impl Fn(&(Rc<str>, Option<Class>, bool, bool)) -> bool) -> usize {
        self.boxes.iter().filter(|b| b.1 == Some(Class::Fillable) && wanted(b)).count()
    }

    /// Of how many fillable boxes how many are filled, and how many more can be with a tap.
    pub fn share(&self) -> (usize, usize, usize) {
        (self.count(|_| true), self.count(|b| b.2), self.count(|b| !b.2 && b.3))
    }
}

/// Finds a definition by its id.
pub type Definitions = BTreeMap<String, Rc<Definition>>;

/// One family on one form.
///
/// # Errors
/// What is wrong with the family's file.
pub fn run(
    family: &Json,
    definition: &Rc<Definition>,
    stage: Stage,
    all: &Definitions,
    units: &Rc<dyn AddressBook>,
) -> Result<Tried, String> {
    let today = day(family)?;
    let mut dossier = Dossier::new(definition.clone(), today);
    dossier.reduce(Action::UnitsLoaded(units.clone()));
    let records = records(family, stage, all, units)?;
    records.into_iter().for_each(|record| drop(dossier.reduce(PeopleAction::AddRecord(record).into())));
    let cast = family.get("cast").and_then(|c| c.get(&definition.id));
    let cast = cast.ok_or_else(|| format!("{}: nobody is cast", definition.id))?;
    cast_all(&mut dossier, family, cast)?;
    let mut tried = Tried::default();
    for (path, answer) in dossier.answers().filter(|(path, _)| dossier.visible(path)) {
        let Some((ix, field)) = definition.field_at(path) else { continue };
        let filled = answer.value.is_some() && answer.state != AnswerState::Edited;
        tried.boxes.push((
            field.id.clone(),
            Some(class(definition, ix, cast, 0)),
            filled,
            !answer.proposals.is_empty(),
        ));
        let from_record = answer.origin.as_ref().is_some_and(|o| matches!(o.source, OriginSource::Record { .. }));
        if let (Some(value), true) = (&answer.value, from_record)
            && !is_true(family, cast, field, path, value, &**units)
        {
            tried.wrong.push(path.as_str().to_string());
        }
    }
    Ok(tried)
}

fn day(family: &Json) -> Result<Day, String> {
    let today = family.get("today").and_then(Json::as_text).and_then(|d| d.parse::<text::date::PartialDate>().ok());
    today.and_then(|d| d.to_day()).ok_or_else(|| "today".into())
}

/// What a family has at a stage, as records.
fn records(family: &Json, stage: Stage, all: &Definitions, units: &Rc<dyn AddressBook>) -> Result<Vec<Record>, String> {
    let me = family.get("me").and_then(Json::as_text).ok_or("me")?;
    let mut records = Vec::new();
    for (who, card) in family.get("cards").map_or(&[][..], Json::entries) {
        if stage > Stage::OneCard || who == me {
            let card = card.as_text().ok_or("a card")?;
            records.push(read_id_card(card).map_err(|e| format!("{who}: {}", e.code()))?);
        }
    }
    if stage < Stage::All {
        return Ok(records);
    }
    for (i, paper) in family.get("papers").map_or(&[][..], Json::items).iter().enumerate() {
        let wrong = |what: &str| format!("papers/{i}: {what}");
        if let Some(payload) = paper.get("land").and_then(Json::as_text) {
            records.push(read_land(payload).map_err(|e| wrong(e.code()))?);
            continue;
        }
        let kind = paper.get("form").and_then(Json::as_text).and_then(|k| RecordKind::from_code(k));
        let form = kind.and_then(short_form).and_then(|f| definition::parse(f).ok()).ok_or_else(|| wrong("form"))?;
        let data = paper.get("data").ok_or_else(|| wrong("data"))?.to_text();
        let mut typed = Dossier::from_data(Rc::new(form), day(family)?, &data).map_err(|e| wrong(&format!("{e:?}")))?;
        typed.reduce(Action::UnitsLoaded(units.clone()));
        if let Some(finding) = typed.findings().first() {
            return Err(wrong(&finding.code));
        }
        records.push(typed.to_record().map_err(|e| wrong(e.code()))?);
    }
    if let Some(earlier) = family.get("earlier") {
        let id = earlier.get("procedure").and_then(Json::as_text).ok_or("earlier/procedure")?;
        let definition = all.get(&**id).ok_or_else(|| format!("earlier: no {id}"))?;
        let mut dossier = Dossier::new(definition.clone(), day(family)?);
        dossier.reduce(Action::UnitsLoaded(units.clone()));
        records.iter().for_each(|record| drop(dossier.reduce(PeopleAction::AddRecord(record.clone()).into())));
        cast_all(&mut dossier, family, family.get("cast").and_then(|c| c.get(id)).ok_or("earlier: cast")?)?;
        for (field, typed) in earlier.get("answers").map_or(&[][..], Json::entries) {
            let path = Path::field(field);
            let value = dossier.field_at(&path).and_then(|f| definition::value_from_json(f, typed).ok());
            let value = value.ok_or_else(|| format!("earlier/{field}"))?;
            dossier.reduce(Action::Edit { path, value: Some(value) });
        }
        records.push(dossier.to_record().map_err(|e| e.code().to_string())?);
    }
    Ok(records)
}

/// Casts whoever is known by what is there.
fn cast_all(dossier: &mut Dossier, family: &Json, cast: &Json) -> Result<(), String> {
    for (role, who) in cast.entries() {
        for who in if matches!(who, Json::Array(_)) { who.items() } else { std::slice::from_ref(who) } {
            let Some(who) = who.as_text() else { continue }; // somebody who has no papers yet
            let truth = family.get("people").and_then(|p| p.get(who)).ok_or_else(|| format!("nobody is {who}"))?;
            let is = |attribute: &str| truth.get(attribute).and_then(Json::as_text);
            let fact = |p: &crate::dossier::Person, attribute: &str| {
                p.mentions.iter().find_map(|m| {
                    let (_, record) = dossier.records().iter().find(|(id, _)| *id == m.record)?;
                    record.first(&m.subject, attribute).and_then(Value::as_text).map(str::to_string)
                })
            };
            let by_number = |p: &&crate::dossier::Person| {
                fact(p, "person.id.number").as_deref() == is("person.id.number").map(|n| &**n)
            };
            let named =
                |p: &&crate::dossier::Person| is("person.name").is_some_and(|name| text::same_name(&p.name, name));
            let people = dossier.people();
            let known = is("person.id.number")
                .and_then(|_| people.iter().find(by_number))
                .or_else(|| people.iter().find(named));
            if let Some(person) = known.map(|p| p.id.clone()) {
                dossier.reduce(PeopleAction::Cast { role: role.clone(), person: Some(person) }.into());
            }
        }
    }
    Ok(())
}

/// The class of a box in a case: whom it says to be `null` has no papers yet.
fn class(definition: &Definition, ix: FieldIx, cast: &Json, depth: usize) -> Class {
    let field = &definition.fields[ix.0 as usize];
    let fill = field.fill.as_ref();
    if matches!(field.kind, FieldType::Declaration | FieldType::Signature | FieldType::Attachment)
        || fill.is_some_and(|f| f.policy == FillPolicy::Never)
    {
        return Class::Never;
    }
    let of_role = |role: &str| match cast.get(role) {
        None => Class::Nobody,
        Some(Json::Null) => Class::News,
        Some(_) => Class::Fillable,
    };
    let by_source = fill.and_then(|fill| {
        let all = fill.from.iter().map(|source| match source {
            Source::Attribute { role, .. } => of_role(role),
            Source::Relation { of, to } => of_role(of).max(of_role(to).min(Class::News)),
        });
        all.min()
    });
    let by_compute = field.compute.as_ref().map(|expr| {
        let from = expr.fields().iter().filter(|from| **from != ix && depth < 8);
        from.map(|from| class(definition, *from, cast, depth + 1)).max().unwrap_or(Class::Fillable)
    });
    let by_default = field.default.as_ref().map(|_| Class::Fillable);
    let computed = by_compute.map(|c| if c == Class::Fillable { c } else { Class::News });
    [by_source, computed, by_default].into_iter().flatten().min().unwrap_or(Class::News)
}

/// Whether a value is what the family's file says of whoever it is about.
fn is_true(family: &Json, cast: &Json, field: &Field, path: &Path, value: &Value, units: &dyn AddressBook) -> bool {
    let sources = field.fill.as_ref().map_or(&[][..], |f| &f.from);
    let row = path.split_row().is_some();
    sources.iter().any(|source| {
        let Source::Attribute { role, attribute } = source else { return false };
        let Some(who) = cast.get(role) else { return false };
        // In a row it is one of those who have the role.
        let people = if matches!(who, Json::Array(_)) { who.items() } else { std::slice::from_ref(who) };
        people.iter().take(if row { usize::MAX } else { 1 }).filter_map(Json::as_text).any(|who| {
            let truth = family.get("people").and_then(|p| p.get(who));
            let is = |attribute: &str| truth.and_then(|t| t.get(attribute)).and_then(Json::as_text);
            let same = |a: &str, b: Option<&Rc<str>>| b.is_some_and(|b| text::fold(a) == text::fold(b));
            match (&**attribute, value) {
                (_, Value::Text(name)) if attribute.ends_with("-authority") => {
                    let commune = is("commune").and_then(|c| authority(units, attribute.contains("police"), c));
                    same(name, commune.as_ref())
                }
                (_, Value::Document(d)) => same(&d.number, is("person.id.number")),
                (_, Value::Address(a)) => same(&a.line(), is(attribute)),
                (_, Value::Date(d)) => same(&d.to_string(), is(attribute)),
                (_, Value::Decimal(d)) => same(&d.to_string(), is(attribute)),
                ("person.nationality", Value::Text(t)) => &**t == "VN",
                // Nobody in these families has a surname of two words
                (part, Value::Text(t)) if part.starts_with(NAME_PARTS) => {
                    let name = is("person.name").map(|name| text::fold(name)).unwrap_or_default();
                    let (family, forenames) = name.split_once(' ').unwrap_or_default();
                    let (middle, given) = forenames.rsplit_once(' ').unwrap_or(("", forenames));
                    let is = match &part[NAME_PARTS.len()..] {
                        "family" => family.to_owned(),
                        "middle" => middle.to_owned(),
                        "given" => given.to_owned(),
                        "forenames" => forenames.to_owned(),
                        "family-middle" => [family, middle].join(" ").trim_end().to_owned(),
                        _ => return false,
                    };
                    text::fold(t) == is
                }
                (_, Value::Text(t)) => same(t, is(attribute)),
                _ => false,
            }
        })
    })
}

/// The page: for each procedure the share of fillable boxes that are filled, over all families, at each stage.
///
/// # Errors
/// What is wrong with a family's file, with its name.
pub fn report(families: &[(String, Json)], all: &Definitions, units: &Rc<dyn AddressBook>) -> Result<String, String> {
    let mut out = "# How much is filled without typing

Made by `troly coverage --families tests/fixtures/families procedures/*.json > docs/coverage.md`: each of five synthetic families
on each procedure, with (a) the ID card of whoever fills it in, (b) the cards of all, (c) certificates and one earlier dossier as
well. Filled: something stands in the box, and nobody typed or chose it; \"+ n\" are boxes where a tap takes what is offered. Wrong:
filled with something else than the family's file says.

A box counts as fillable unless it is a declaration, a consent, a signature or the person's alone (`never`), or names no source,
follows from such a box, or is about somebody without papers (`news`: a newborn's name, the reason of a request), or about a role
that nobody has in the case (`nobody`). The class of each box stands at the end.

| procedure | fillable | (a) | (b) | (c) | wrong |
| --- | --: | --: | --: | --: | --: |
"
    .to_string();
    let percent = |n: usize, of: usize| (n * 1000).checked_div(of).unwrap_or(0) as f64 / 10.0;
    let mut classes: BTreeMap<&str, BTreeMap<Rc<str>, Class>> = BTreeMap::new();
    let (mut sums, mut procedures, mut wrong_all) = ([0.0; 3], 0.0, Vec::new());
    let mut by_family: BTreeMap<&str, [(usize, usize); 3]> = BTreeMap::new();
    for (id, definition) in all {
        let mut cells = Vec::new();
        let (mut fillable, mut wrong) = (0, 0);
        for (number, stage) in Stage::ALL.into_iter().enumerate() {
            let (mut of, mut filled, mut offered) = (0, 0, 0);
            for (name, family) in families {
                let tried = run(family, definition, stage, all, units).map_err(|e| format!("{name}: {id}: {e}"))?;
                let share = tried.share();
                (of, filled, offered) = (of + share.0, filled + share.1, offered + share.2);
                let family = &mut by_family.entry(name).or_default()[number];
                *family = (family.0 + share.0, family.1 + share.1);
                wrong += tried.wrong.len();
                wrong_all.extend(tried.wrong.iter().map(|path| format!("{id} {name} {stage:?} {path}")));
                for (field, class, ..) in tried.boxes {
                    let known = classes.entry(id).or_default().entry(field).or_insert(Class::Nobody);
                    *known = class.unwrap_or(Class::Nobody).min(*known);
                }
            }
            fillable = fillable.max(of);
            sums[number] += percent(filled, of);
            cells.push(format!("{:.1} % + {offered}", percent(filled, of)));
        }
        if fillable > 0 {
            procedures += 1.0;
        }
        let title = &definition.title.vi;
        let _ = writeln!(out, "| {id} {title} | {fillable} | {} | {wrong} |", cells.join(" | "));
    }
    let mean: Vec<String> = sums.iter().map(|s| format!("{:.1} %", s / f64::max(procedures, 1.0))).collect();
    let _ = writeln!(out, "| **mean over procedures** | | {} | {} |", mean.join(" | "), wrong_all.len());
    out.push_str("\n## By family\n\n| family | (a) | (b) | (c) |\n| --- | --: | --: | --: |\n");
    for (name, family) in families {
        let shares = by_family.get(name.as_str()).copied().unwrap_or_default();
        let cells: Vec<String> = shares.iter().map(|(of, n)| format!("{:.1} %", percent(*n, *of))).collect();
        let about = family.get("about").and_then(Json::as_text).map_or("", |t| t);
        let _ = writeln!(out, "| {name}: {about} | {} |", cells.join(" | "));
    }
    if !wrong_all.is_empty() {
        out.push_str("\n## Wrong\n\n");
        for place in &wrong_all {
            let _ = writeln!(out, "- {place}");
        }
    }
    out.push_str("\n## Class of each box\n\n| procedure | class | boxes |\n| --- | --- | --- |\n");
    for (id, boxes) in &classes {
        for class in [Class::Fillable, Class::News, Class::Never, Class::Nobody] {
            let of: Vec<String> = boxes.iter().filter(|(_, c)| **c == class).map(|(f, _)| format!("`{f}`")).collect();
            if !of.is_empty() {
                let _ = writeln!(out, "| {id} | {} | {} |", class.code(), of.join(" "));
            }
        }
    }
    Ok(out)
}
