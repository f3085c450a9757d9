//! Everything that follows from what the person did: rows, filled boxes, computed boxes, visibility, findings, coverage.

use super::{Answer, AnswerState, Coverage, Dossier, Hand, Person, casting};
use crate::{
    address,
    definition::{Definition, Field, FieldIx, FieldType, FillPolicy, Path, Role, Source},
    prefill::{self, Candidate, EmptyReason, Known, Origin, OriginSource, Resolution, Said, vocabulary},
    rules,
    validate::{Checks, Finding},
    value::Value,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

/// What follows. Made anew after every action.
#[derive(Clone, Debug, Default)]
pub(super) struct Derived {
    pub answers: BTreeMap<Path, Answer>,
    pub rows: BTreeMap<Rc<str>, Vec<Rc<str>>>,
    pub hidden: BTreeSet<Path>,
    pub hidden_sections: BTreeSet<Rc<str>>,
    pub required: BTreeSet<Path>,
    pub findings: Vec<Finding>,
    pub casting_findings: Vec<Finding>,
    pub coverage: Coverage,
    pub people: Vec<Person>,
    pub casting: BTreeMap<Rc<str>, Vec<Rc<str>>>,
}

/// The role of many people whose members are the rows of a group, if its columns are filled from one.
pub(super) fn role_of_rows(definition: &Definition, group: FieldIx) -> Option<&Role> {
    definition.columns(group).find_map(|c| {
        let fill = definition.fields[c.0 as usize].fill.as_ref()?;
        fill.from.iter().find_map(|source| match source {
            Source::Attribute { role, .. } => definition.role(role).filter(|r| r.many),
            Source::Relation { .. } => None,
        })
    })
}

/// Answers given by hand, by who they are about: the source of copies between boxes about one person.
struct HandSaid<'a> {
    by_person: Vec<(Rc<str>, Rc<str>, Path, Value)>,
    units: Option<&'a dyn address::AddressBook>,
}

impl Said for HandSaid<'_> {
    fn said(&self, who: &str, attribute: &str, except: &Path) -> Option<(Path, Value)> {
        self.by_person
            .iter()
            .find(|(w, a, path, _)| **w == *who && **a == *attribute && path != except)
            .map(|(_, _, path, value)| (path.clone(), value.clone()))
    }

    fn authority(&self, police: bool, commune: &str) -> Option<Rc<str>> {
        prefill::authority(self.units?, police, commune)
    }
}

impl Dossier {
    /// Makes everything that follows from the state.
    pub(super) fn refresh(&mut self) {
        let definition = self.definition.clone();
        let mut derived = Derived {
            rows: self.rows_now(&definition),
            people: self.state.people.clone(),
            casting: self.state.casting.clone(),
            ..Derived::default()
        };
        self.fill(&definition, &mut derived);
        self.derived = derived;
        self.compute(&definition);
        self.checks(&definition);
        self.derived.casting_findings = casting::check(&definition, &self.state);
        self.derived.coverage = self.count(&definition);
    }

    fn rows_now(&self, definition: &Definition) -> BTreeMap<Rc<str>, Vec<Rc<str>>> {
        let mut rows = BTreeMap::new();
        for (i, field) in definition.fields.iter().enumerate().filter(|(_, f)| f.kind == FieldType::Group) {
            let from_casting = role_of_rows(definition, FieldIx(i as u16)).and_then(|r| self.state.casting.get(&r.id));
            let mut ids: Vec<Rc<str>> = from_casting.cloned().unwrap_or_default();
            ids.extend(self.state.rows.get(&field.id).into_iter().flatten().cloned());
            rows.insert(field.id.clone(), ids);
        }
        rows
    }

    /// (path, field, person of the row) of every answer there can be now.
    fn places<'d>(
        &self,
        definition: &'d Definition,
        rows: &BTreeMap<Rc<str>, Vec<Rc<str>>>,
    ) -> Vec<(Path, &'d Field, Option<Rc<str>>)> {
        let mut places = Vec::with_capacity(definition.fields.len());
        for (i, field) in definition.fields.iter().enumerate() {
            match (field.kind, field.group) {
                (FieldType::Note, _) | (_, Some(_)) => {}
                (FieldType::Group, None) => {
                    for row in rows.get(&field.id).into_iter().flatten() {
                        let person = self.state.people.iter().find(|p| p.id == *row).map(|p| p.id.clone());
                        for column in definition.columns(FieldIx(i as u16)) {
                            let column = &definition.fields[column.0 as usize];
                            places.push((Path::cell(&field.id, row, column.local_id()), column, person.clone()));
                        }
                    }
                }
                _ => places.push((Path::field(&field.id), field, None)),
            }
        }
        places
    }

    fn fill(&self, definition: &Definition, derived: &mut Derived) {
        let known = Known {
            records: &self.state.records,
            people: &self.state.people,
            casting: &self.state.casting,
            units: self.units.as_deref(),
            choices: &self.state.choices,
            converted: &self.converted,
        };
        let places = self.places(definition, &derived.rows);
        let mut by_person = Vec::new();
        for (path, field, row_person) in &places {
            let value = self.state.hand.get(path).and_then(|h| h.value.as_ref());
            // With several sources ("the father's or the mother's hometown") what was typed says nothing about one of them
            if let (Some(value), Some([Source::Attribute { role, attribute }])) =
                (value, field.fill.as_ref().map(|f| &*f.from))
            {
                let who = row_person.as_deref().unwrap_or_else(|| prefill::who(&known, role));
                by_person.push((who.into(), attribute.clone(), path.clone(), value.clone()));
            }
        }
        let said = HandSaid { by_person, units: self.units.as_deref() };
        for (path, field, row_person) in places {
            let resolution = prefill::resolve(definition, &known, &said, field, &path, row_person.as_deref());
            let answer = match self.state.hand.get(&path) {
                Some(hand) => by_hand(hand, resolution),
                None => by_prefill(field, resolution),
            };
            derived.answers.insert(path, answer);
        }
    }

    /// Computed boxes, until nothing changes: one may need another. The parser refuses cycles, so as many passes as
    /// there are computed fields are always enough.
    fn compute(&mut self, definition: &Definition) {
        let computed: Vec<&Field> =
            definition.fields.iter().filter(|f| f.compute.is_some() && f.group.is_none()).collect();
        for _ in 0..computed.len() {
            let mut changed = false;
            for field in &computed {
                let path = Path::field(&field.id);
                let Some(answer) = self.derived.answers.get(&path) else { continue };
                let open = !self.state.hand.contains_key(&path)
                    && (answer.value.is_none() || answer.state == AnswerState::Computed);
                let Some(expr) = field.compute.as_ref().filter(|_| open && answer.state != AnswerState::Conflict)
                else {
                    continue;
                };
                let value = expr.eval(definition, &*self, None).ok().and_then(|v| v.to_value());
                if answer.value == value {
                    continue;
                }
                changed = true;
                let from = expr.fields().iter().map(|ix| Path::field(&definition.fields[ix.0 as usize].id)).collect();
                let answer = match value {
                    Some(value) => Answer {
                        value: Some(value),
                        state: AnswerState::Computed,
                        origin: Some(Origin { source: OriginSource::Computed(from), on: None, steps: Vec::new() }),
                        proposals: Vec::new(),
                        empty: None,
                    },
                    None => Answer { empty: Some(EmptyReason::Waiting), ..Answer::default() },
                };
                self.derived.answers.insert(path, answer);
            }
            if !changed {
                break;
            }
        }
        for field in computed {
            if let Some(answer) = self.derived.answers.get_mut(&Path::field(&field.id))
                && answer.empty == Some(EmptyReason::NoSource)
            {
                answer.empty = Some(EmptyReason::Waiting);
            }
        }
    }

    /// What is shown, what is required and what is wrong, from the answers as they are now.
    fn checks(&mut self, definition: &Definition) {
        let checks = Checks::new(definition, &*self);
        let (mut hidden, mut sections, mut required) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for section in definition.steps.iter().flat_map(|s| &s.sections) {
            if !checks.shown().section(definition, &*self, section) {
                sections.insert(section.id.clone());
            }
        }
        for (i, field) in definition.fields.iter().enumerate() {
            let ix = FieldIx(i as u16);
            let mut place = |path: Path, shown: bool, row: Option<usize>| {
                if !shown {
                    hidden.insert(path);
                } else if checks.is_required(definition, &*self, ix, row) {
                    required.insert(path);
                }
            };
            match field.group {
                None => place(Path::field(&field.id), checks.shown().field(ix), None),
                Some(group) => {
                    let group = &definition.fields[group.0 as usize].id;
                    for (number, row) in self.derived.rows.get(group).into_iter().flatten().enumerate() {
                        let path = Path::cell(group, row, field.local_id());
                        place(path, checks.shown().cell(ix, number), Some(number));
                    }
                }
            }
        }
        self.derived.findings = checks.findings();
        self.derived.hidden = hidden;
        self.derived.hidden_sections = sections;
        self.derived.required = required;
    }

    fn count(&self, definition: &Definition) -> Coverage {
        let mut coverage = Coverage::default();
        let mut boxes: Vec<(&Rc<str>, bool, bool, bool, bool)> = Vec::new();
        for field in definition.fields.iter().filter(|f| f.group.is_none() && f.kind != FieldType::Note) {
            let Some(id) = &field.r#box else { continue };
            let path = Path::field(&field.id);
            if self.derived.hidden.contains(&path) {
                continue;
            }
            let answer = self.derived.answers.get(&path);
            let rows = self.rows(&field.id);
            let answered = answer.is_some_and(|a| a.value.is_some()) || !rows.is_empty();
            let cells = || {
                self.derived
                    .answers
                    .iter()
                    .filter(|(p, _)| p.split_row().is_some_and(|(g, _, _)| *g == *field.id))
                    .map(|(_, a)| a)
            };
            let by_itself = |a: &Answer| {
                a.value.is_some() && !matches!(a.origin.as_ref().map(|o| &o.source), None | Some(OriginSource::Typed))
            };
            let filled = answer.is_some_and(by_itself) || cells().any(by_itself);
            let fillable = could_fill(field)
                || definition.columns(self.index[&field.id]).any(|c| could_fill(&definition.fields[c.0 as usize]));
            let missing = self.derived.required.contains(&path) && !answered;
            match boxes.iter_mut().find(|b| b.0 == id) {
                // Several fields in one official box: answered when one is, missing when one is.
                Some(b) => *b = (id, b.1 || answered, b.2 || filled, b.3 || fillable, b.4 || missing),
                None => boxes.push((id, answered, filled, fillable, missing)),
            }
        }
        for (_, answered, filled, fillable, missing) in boxes {
            coverage.boxes += 1;
            coverage.answered += usize::from(answered);
            coverage.filled += usize::from(filled);
            coverage.fillable += usize::from(fillable);
            coverage.missing += usize::from(missing);
        }
        coverage
    }
}

/// Whether cards and casting could fill a field, whoever is cast.
fn could_fill(field: &Field) -> bool {
    let Some(fill) = &field.fill else { return field.compute.is_some() };
    fill.policy != FillPolicy::Never
        && fill.from.iter().any(|s| match s {
            Source::Relation { .. } => true,
            Source::Attribute { attribute, .. } => vocabulary::attribute(attribute).is_some_and(|a| a.on_card),
        })
}

/// What the person gave stands; what is known otherwise is offered beside it.
fn by_hand(hand: &Hand, resolution: Resolution) -> Answer {
    let mut proposals: Vec<Candidate> = match resolution {
        Resolution::Fill { best, others, .. } => std::iter::once(best).chain(others).collect(),
        Resolution::Conflict(all) | Resolution::Empty(_, all) => all,
    };
    if let Some(value) = &hand.value {
        proposals.retain(|p| !prefill::same(&p.value, value));
    }
    let empty = hand.value.is_none().then_some(EmptyReason::Undone);
    let origin = match (&hand.origin, &hand.value) {
        (Some(origin), _) => Some(origin.clone()),
        (None, Some(_)) => Some(Origin { source: OriginSource::Typed, on: None, steps: Vec::new() }),
        (None, None) => None,
    };
    let state = if hand.value.is_none() { AnswerState::Empty } else { hand.state };
    Answer { value: hand.value.clone(), state, origin, proposals, empty }
}

fn by_prefill(field: &Field, resolution: Resolution) -> Answer {
    match resolution {
        Resolution::Fill { best, others, copied } => Answer {
            value: Some(best.value),
            state: if copied { AnswerState::Locked } else { AnswerState::Proposed },
            origin: Some(best.origin),
            proposals: others,
            empty: None,
        },
        Resolution::Conflict(proposals) => {
            Answer { state: AnswerState::Conflict, proposals, empty: Some(EmptyReason::Choose), ..Answer::default() }
        }
        Resolution::Empty(reason, proposals) => {
            let reason = if reason == EmptyReason::NobodyCast && field.compute.is_some() {
                EmptyReason::Waiting
            } else {
                reason
            };
            Answer { proposals, empty: Some(reason), ..Answer::default() }
        }
    }
}

/// What rules and checks see of a dossier.
impl rules::Env for Dossier {
    fn value(&self, field: FieldIx) -> Option<&Value> {
        self.derived.answers.get(&*self.definition.fields[field.0 as usize].id)?.value.as_ref()
    }

    fn rows(&self, group: FieldIx) -> usize {
        self.rows(&self.definition.fields[group.0 as usize].id).len()
    }

    fn row_id(&self, group: FieldIx, row: usize) -> &str {
        self.rows(&self.definition.fields[group.0 as usize].id).get(row).map_or("", |r| r)
    }

    fn cell(&self, column: FieldIx, row: usize) -> Option<&Value> {
        let column = &self.definition.fields[column.0 as usize];
        let group = &self.definition.fields[column.group?.0 as usize].id;
        let row = self.rows(group).get(row)?;
        self.derived.answers.get(&Path::cell(group, row, column.local_id()))?.value.as_ref()
    }

    fn today(&self) -> crate::text::date::Day {
        self.today
    }

    fn authority(&self, kind: rules::Authority, commune: &str) -> Option<String> {
        let police = kind == rules::Authority::Police;
        prefill::authority(self.units.as_deref()?, police, commune).map(|a| a.to_string())
    }

    fn same_person(&self, a: &str, b: &str) -> Option<bool> {
        let one = |role: &str| self.state.casting.get(role).and_then(|p| p.first());
        Some(one(a)? == one(b)?)
    }
}
