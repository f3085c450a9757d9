//! From what is known to what goes into a box: role → person → claims → the best by the published order → the field's format.

use super::{Candidate, EmptyReason, Known, OLD, Origin, OriginSource, Transform, known::same};
use crate::{
    definition::{Definition, Field, FieldType, Fill, FillPolicy, Path, Relation, Source},
    record::{RecordKind, Trust},
    text::{
        self,
        date::{PartialDate, add_years},
    },
    value::Value,
};
use std::rc::Rc;

/// What prefill says about one box.
#[derive(Clone, Debug, PartialEq)]
pub enum Resolution {
    /// This goes into the box; the others are shown beside it.
    Fill {
        /// What goes in.
        best: Candidate,
        /// Other values that are known.
        others: Vec<Candidate>,
        /// Copied from another box about the same person.
        copied: bool,
    },
    /// Sources that are equally good disagree.
    Conflict(Vec<Candidate>),
    /// Nothing goes in by itself; these may be offered.
    Empty(EmptyReason, Vec<Candidate>),
}

/// What the person said elsewhere in this dossier: the answers given by hand, by who they are about.
pub trait Said {
    /// An answer about the same person and attribute, in another box than `except`.
    fn said(&self, who: &str, attribute: &str, except: &Path) -> Option<(Path, Value)>;
    /// Name of the authority of a commune (`police` or the people's committee), once the units are loaded.
    fn authority(&self, police: bool, commune: &str) -> Option<Rc<str>>;
}

/// Whoever plays a role, as a key that also works when nobody with papers does: what is typed about "the mother" is
/// then known about "the mother".
pub fn who<'k>(known: &'k Known<'_>, role: &'k str) -> &'k str {
    known.one(role).map_or(role, |person| &**person)
}

/// Whoever a source of a box means, as a key as in `who`. In a row, a role that many people have means the one of the row:
/// whoever is cast, or somebody who is known by the id of the row alone.
pub fn meant<'k>(definition: &Definition, known: &'k Known<'_>, role: &'k str, row: Option<&'k str>) -> &'k str {
    row.filter(|_| definition.role(role).is_some_and(|r| r.many)).unwrap_or_else(|| who(known, role))
}

/// Resolves one box. `row` is the id of its row when it stands in one.
pub fn resolve(
    definition: &Definition,
    known: &Known<'_>,
    said: &dyn Said,
    field: &Field,
    path: &Path,
    row: Option<&str>,
) -> Resolution {
    if matches!(field.kind, FieldType::Declaration | FieldType::Signature) {
        return Resolution::Empty(EmptyReason::NeverFilled, Vec::new());
    }
    let Some(fill) = &field.fill else { return Resolution::Empty(EmptyReason::NoSource, Vec::new()) };
    if fill.policy == FillPolicy::Never {
        return Resolution::Empty(EmptyReason::NeverFilled, Vec::new());
    }
    let mut tops: Vec<Candidate> = Vec::new(); // the best of each source
    let mut rest: Vec<Candidate> = Vec::new();
    let (mut loading, mut cast) = (false, false);
    for source in &fill.from {
        match source {
            Source::Attribute { role, attribute } => {
                let key = meant(definition, known, role, row);
                let person = Some(key).filter(|key| known.people.iter().any(|p| *p.id == **key));
                if let Some(copy) = copied(said, key, attribute, path) {
                    if fill.from.len() == 1 && fill.policy == FillPolicy::Auto {
                        if let Some(best) = fit(field, copy) {
                            return Resolution::Fill { best, others: Vec::new(), copied: true };
                        }
                    } else {
                        tops.extend(fit(field, copy));
                        cast = true;
                        continue;
                    }
                }
                let Some(person) = person else { continue };
                cast = true;
                let found = known.about(person, attribute);
                loading |= found.loading;
                let mut found = found.candidates.into_iter().filter_map(|c| Some(aged(fill, known, fit(field, c)?)));
                if let Some(first) = found.next() {
                    if first.unofficial { rest.push(first) } else { tops.push(first) }
                }
                rest.extend(found);
            }
            Source::Relation { of, to } => {
                cast |= known.one(of).is_some();
                tops.extend(relation(definition, known, of, to).and_then(|c| fit(field, c)));
            }
        }
    }
    decide(fill, tops, rest, loading, cast)
}

fn decide(fill: &Fill, tops: Vec<Candidate>, rest: Vec<Candidate>, loading: bool, cast: bool) -> Resolution {
    let mut distinct: Vec<Candidate> = Vec::new();
    for candidate in tops {
        if !distinct.iter().any(|d| same(&d.value, &candidate.value)) {
            distinct.push(candidate);
        }
    }
    let agreed = distinct.len();
    // Of papers of one rank and day neither is better: then they disagree, and nobody but the person can say.
    let tied = |a: &Candidate, b: &Candidate| !b.unofficial && standing(a).is_some() && standing(a) == standing(b);
    let mut tie = false;
    for candidate in rest {
        if !distinct.iter().any(|d| same(&d.value, &candidate.value)) {
            tie |= agreed == 1 && tied(&distinct[0], &candidate);
            distinct.push(candidate);
        }
    }
    if agreed == 0 {
        let reason = if !distinct.is_empty() {
            EmptyReason::Choose
        } else if loading {
            EmptyReason::Loading
        } else if cast {
            EmptyReason::NotStated
        } else {
            EmptyReason::NobodyCast
        };
        return Resolution::Empty(reason, distinct);
    }
    if fill.policy == FillPolicy::Ask {
        return Resolution::Empty(EmptyReason::Choose, distinct);
    }
    if agreed > 1 || tie {
        return Resolution::Conflict(distinct);
    }
    let best = distinct.remove(0);
    Resolution::Fill { best, others: distinct, copied: false }
}

/// What decides between papers, but whether they were read first.
fn standing(candidate: &Candidate) -> Option<(bool, u8, Trust, Option<PartialDate>)> {
    let OriginSource::Record { kind, .. } = &candidate.origin.source else { return None };
    let entry = RecordKind::from_code(kind)?.entry();
    Some((candidate.origin.is_expired(), entry.rank, entry.trust, candidate.origin.on))
}

/// What is appended to the name of an attribute where something that follows from it is meant, see `copied`.
pub const COPIED_AS: &[&str] = &["", ".police-authority", ".civil-authority"];

/// What was typed about the same person in another box.
fn copied(said: &dyn Said, who: &str, attribute: &str, path: &Path) -> Option<Candidate> {
    let origin = |from: Path, steps| Origin { source: OriginSource::Answer(from), on: None, steps };
    if let Some((from, value)) = said.said(who, attribute, path) {
        return Some(Candidate { value, origin: origin(from, Vec::new()), unofficial: false });
    }
    let (base, police) = match attribute.strip_suffix(".police-authority") {
        Some(base) => (base, true),
        None => (attribute.strip_suffix(".civil-authority")?, false),
    };
    let (from, value) = said.said(who, base, path)?;
    let Value::Address(address) = value else { return None };
    let authority = said.authority(police, &address.commune)?;
    let step = Transform::before("authority.derived", &address.line());
    Some(Candidate { value: Value::Text(authority), origin: origin(from, vec![step]), unofficial: false })
}

/// What one role is to another, as the casting says: whoever is cast in `of` also holds a role that is something to `to`.
/// As the relation's code: `mother`, `father`, `head`.
fn relation(definition: &Definition, known: &Known<'_>, of: &str, to: &str) -> Option<Candidate> {
    let person = known.one(of)?;
    let held = definition.roles.iter().filter(|role| *role.id == *of || known.one(&role.id) == Some(person));
    // To be a member says nothing about who one is to the head: that is asked.
    let says = |(relation, target): &&(Relation, Rc<str>)| **target == *to && *relation != Relation::Member;
    let (relation, _) = held.flat_map(|role| &role.is).find(says)?;
    let code = relation.entry().code;
    let source = OriginSource::Casting { of: of.into(), to: to.into() };
    Some(Candidate {
        value: Value::Text(code.into()),
        origin: Origin { source, on: None, steps: Vec::new() },
        unofficial: false,
    })
}

/// Marks what is older than the box accepts.
fn aged(fill: &Fill, known: &Known<'_>, mut candidate: Candidate) -> Candidate {
    if let (Some(years), Some(on)) = (fill.max_years, candidate.origin.on)
        && add_years(on.span().1, years as i32) < known.today
    {
        candidate.origin.steps.push(Transform::before(OLD, &on.to_vietnamese()));
    }
    candidate
}

/// Brings a value into the field's format; `None` where it does not fit.
fn fit(field: &Field, mut candidate: Candidate) -> Option<Candidate> {
    let value = match (field.kind, &candidate.value) {
        (FieldType::PersonName, Value::Text(name)) => {
            if field.upper {
                let upper = text::name_upper(name);
                if upper != **name {
                    candidate.origin.steps.push(Transform::before("name.upper", name));
                }
                Value::Text(upper.into())
            } else {
                candidate.value
            }
        }
        (FieldType::Date, Value::Date(date)) => {
            if date.precision() < field.precision {
                return None;
            }
            candidate.value
        }
        (FieldType::Choice, Value::Text(code)) => option(field, code)?,
        // The unit of an address that the box asks for: its commune, or its province, which any list names alike.
        (FieldType::Choice, Value::Address(address)) => {
            let part =
                if field.of_communes() { Value::text(&address.commune) } else { option(field, &address.province_name) };
            candidate.origin.steps.push(Transform::before("address.part", &address.line()));
            part?
        }
        (FieldType::Text | FieldType::Multiline, Value::Address(address)) => Value::text(&address.line())?,
        (FieldType::Address, Value::Address(_))
        | (FieldType::IdentityDocument, Value::Document(_))
        | (FieldType::YesNo, Value::Bool(_))
        | (FieldType::Integer | FieldType::Money, Value::Int(_))
        | (FieldType::Number, Value::Decimal(_))
        | (FieldType::Choices, Value::List(_))
        | (
            FieldType::Text
            | FieldType::Multiline
            | FieldType::Sex
            | FieldType::CitizenId
            | FieldType::Phone
            | FieldType::Email
            | FieldType::DateTime
            | FieldType::Identifier
            | FieldType::Agency,
            Value::Text(_),
        ) => candidate.value,
        _ => return None,
    };
    candidate.value = value;
    Some(candidate)
}

/// The option that a code or a label means; a role's code (`mother`) also finds the option that lists it among its aliases.
fn option(field: &Field, code: &str) -> Option<Value> {
    let folded = text::fold(code);
    field
        .options
        .iter()
        .find(|o| &*o.value == code)
        .or_else(|| {
            field
                .options
                .iter()
                .find(|o| text::fold(&o.label.vi) == folded || o.aliases.iter().any(|a| text::fold(a) == folded))
        })
        .map(|o| Value::Text(o.value.clone()))
}
