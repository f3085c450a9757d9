//! Everything that follows from what the person did: rows, filled boxes, computed boxes, visibility, findings, coverage.

use super::{Answer, AnswerState, Coverage, Dossier, Hand, Notice, Outcome, Person, casting};
use crate::{
    address,
    definition::{Definition, Field, FieldIx, FieldType, FillPolicy, Path, Role, Source},
    prefill::{self, Candidate, EmptyReason, Known, Origin, OriginSource, Resolution, Said, vocabulary},
    rules,
    sorted::Map,
    validate::{Checks, Finding},
    value::Value,
};
use std::rc::Rc;

/// Where an answer can be: a field outside groups, or a column in one row.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub path: Path,
    field: FieldIx,
    row: Option<u32>,
    /// False for groups and notes, which are shown or not like the others, but hold nothing.
    pub answerable: bool,
}

/// What follows. Made anew after every action.
///
/// Lists run along `places`, so whatever knows a field by its index finds its answer without looking for a name.
#[derive(Clone, Debug, Default)]
pub(super) struct Derived {
    /// In form order; the cells of a group row by row.
    pub places: Vec<Place>,
    /// The place of each field; of a column, its place in the first row.
    first: Vec<u32>,
    pub answers: Vec<Answer>,
    pub hidden: Vec<bool>,
    pub required: Vec<bool>,
    /// Of each field that is a group.
    rows: Vec<Vec<Rc<str>>>,
    pub hidden_sections: Vec<Rc<str>>,
    pub findings: Vec<Finding>,
    pub casting_findings: Vec<Finding>,
    pub coverage: Coverage,
    people: Vec<Person>,
    casting: Map<Rc<str>, Vec<Rc<str>>>,
}

impl Derived {
    pub fn rows_of(&self, group: FieldIx) -> &[Rc<str>] {
        self.rows.get(group.0 as usize).map_or(&[], Vec::as_slice)
    }

    fn cell(&self, definition: &Definition, column: FieldIx, row: usize) -> Option<usize> {
        let group = definition.fields.get(column.0 as usize)?.group?;
        let first = *self.first.get(column.0 as usize)? as usize;
        (row < self.rows_of(group).len()).then(|| first + row * definition.columns(group).count())
    }

    /// The place of a path.
    pub fn at(&self, definition: &Definition, path: &Path) -> Option<usize> {
        let (ix, field) = definition.field_at(path)?;
        match (field.group, path.split_row()) {
            (None, None) => self.first.get(ix.0 as usize).map(|at| *at as usize),
            (Some(group), Some((_, id, _))) => {
                let row = self.rows_of(group).iter().position(|r| **r == *id)?;
                self.cell(definition, ix, row)
            }
            _ => None,
        }
    }

    /// What is different from what was before.
    pub fn since(&self, before: &Derived, definition: &Definition) -> Outcome {
        let same_places = self.rows == before.rows;
        // Other rows: a line that names a row by its number may be wrong in any box.
        let mut touched = vec![!same_places; self.places.len()];
        let mut filled = 0;
        for (i, place) in self.places.iter().enumerate() {
            let was = if same_places { Some(i) } else { before.at(definition, &place.path) };
            let answer = &self.answers[i];
            let old = was.and_then(|w| before.answers.get(w));
            let flags = was.map(|w| (before.hidden.get(w), before.required.get(w)));
            if old != Some(answer) {
                let now = matches!(answer.state, AnswerState::Proposed | AnswerState::Locked);
                filled += usize::from(now && old.is_none_or(|o| o.value != answer.value));
                touched[i] = true;
            }
            touched[i] |= flags != Some((self.hidden.get(i), self.required.get(i)));
        }
        // Both lists are in form order: what differs lies between what is the same at the beginning and at the end.
        let (old, new) = (&before.findings[..], &self.findings[..]);
        let start = old.iter().zip(new).take_while(|(a, b)| a == b).count();
        let (old, new) = (&old[start..], &new[start..]);
        let end = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
        for finding in old[..old.len() - end].iter().chain(&new[..new.len() - end]) {
            for at in finding.paths.iter().filter_map(|path| self.at(definition, path)) {
                touched[at] = true;
            }
        }
        let touched = self.places.iter().zip(touched).filter(|(_, yes)| *yes);
        Outcome {
            paths: touched.map(|(place, _)| place.path.clone()).collect(),
            structure: !same_places
                || before.hidden != self.hidden
                || before.hidden_sections != self.hidden_sections
                || before.casting_findings != self.casting_findings
                || before.people != self.people
                || before.casting != self.casting,
            notices: if filled > 0 { vec![Notice::Filled(filled)] } else { Vec::new() },
        }
    }
}

/// The official boxes of a form: several fields can stand in one.
pub(super) struct Boxes {
    /// Of each field: the number of its box.
    of: Vec<Option<u16>>,
    count: u16,
}

impl Boxes {
    pub fn new(definition: &Definition) -> Self {
        let mut numbers: Map<Rc<str>, u16> = Map::default();
        let mut boxes = Boxes { of: Vec::with_capacity(definition.fields.len()), count: 0 };
        for field in &definition.fields {
            let counts = field.group.is_none() && field.kind != FieldType::Note;
            let id = field.r#box.as_ref().filter(|_| counts);
            boxes.of.push(id.map(|id| {
                if let Some(number) = numbers.get(id) {
                    return *number;
                }
                numbers.insert(id.clone(), boxes.count);
                boxes.count += 1;
                boxes.count - 1
            }));
        }
        boxes
    }
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
        let mut derived =
            Derived { people: self.state.people.clone(), casting: self.state.casting.clone(), ..Derived::default() };
        self.lay_out(&definition, &mut derived);
        self.fill(&definition, &mut derived);
        self.derived = derived;
        self.compute(&definition);
        self.checks(&definition);
        self.derived.casting_findings = casting::check(&definition, &self.state);
        self.derived.coverage = self.count(&definition);
    }

    /// Which rows and places there are.
    fn lay_out(&self, definition: &Definition, derived: &mut Derived) {
        derived.rows = vec![Vec::new(); definition.fields.len()];
        derived.places.reserve(definition.fields.len());
        for (i, field) in definition.fields.iter().enumerate() {
            let ix = FieldIx(i as u16);
            let mut place = |path: Path, field: FieldIx, kind: FieldType, row: Option<u32>| {
                let answerable = !matches!(kind, FieldType::Group | FieldType::Note);
                derived.places.push(Place { path, field, row, answerable });
                derived.places.len() as u32 - 1
            };
            if let Some(group) = field.group {
                // Its group has put the cells; here is where the first row's is.
                let column = u32::from(ix.0 - group.0 - 1);
                let start = derived.first[group.0 as usize] + 1;
                derived.first.push(start + column);
                continue;
            }
            derived.first.push(place(Path::field(&field.id), ix, field.kind, None));
            if field.kind != FieldType::Group {
                continue;
            }
            let from_casting = role_of_rows(definition, ix).and_then(|r| self.state.casting.get(&r.id));
            let mut ids: Vec<Rc<str>> = from_casting.cloned().unwrap_or_default();
            ids.extend(self.state.rows.get(&field.id).into_iter().flatten().cloned());
            for (number, row) in ids.iter().enumerate() {
                for column in definition.columns(ix) {
                    let cell = &definition.fields[column.0 as usize];
                    let path = Path::cell(&field.id, row, cell.local_id());
                    place(path, column, cell.kind, Some(number as u32));
                }
            }
            derived.rows[i] = ids;
        }
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
        // The person of a row that follows from the casting: the row has their id.
        let person = |place: &Place| {
            let group = definition.fields[place.field.0 as usize].group?;
            let row = derived.rows_of(group).get(place.row? as usize)?;
            self.state.people.iter().find(|p| p.id == *row).map(|p| &*p.id)
        };
        let mut by_person = Vec::new();
        for place in &derived.places {
            let field = &definition.fields[place.field.0 as usize];
            let value = self.state.hand.get(place.path.as_str()).and_then(|h| h.value.as_ref());
            // With several sources ("the father's or the mother's hometown") what was typed says nothing about one of them
            if let (Some(value), Some([Source::Attribute { role, attribute }])) =
                (value, field.fill.as_ref().map(|f| &*f.from))
            {
                let who = person(place).unwrap_or_else(|| prefill::who(&known, role));
                by_person.push((who.into(), attribute.clone(), place.path.clone(), value.clone()));
            }
        }
        let said = HandSaid { by_person, units: self.units.as_deref() };
        let answer = |place: &Place| {
            if !place.answerable {
                return Answer::default();
            }
            let field = &definition.fields[place.field.0 as usize];
            let resolution = prefill::resolve(definition, &known, &said, field, &place.path, person(place));
            match self.state.hand.get(place.path.as_str()) {
                Some(hand) => by_hand(hand, resolution),
                None => by_prefill(field, resolution),
            }
        };
        derived.answers = derived.places.iter().map(answer).collect();
    }

    /// Computed boxes, until nothing changes: one may need another. The parser refuses cycles, so as many passes as
    /// there are computed fields are always enough.
    fn compute(&mut self, definition: &Definition) {
        let computed: Vec<FieldIx> =
            definition.computed().filter(|ix| definition.fields[ix.0 as usize].group.is_none()).collect();
        for _ in 0..computed.len() {
            let mut changed = false;
            for ix in &computed {
                let field = &definition.fields[ix.0 as usize];
                let at = self.derived.first[ix.0 as usize] as usize;
                let answer = &self.derived.answers[at];
                let open = !self.state.hand.contains(&field.id)
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
                self.derived.answers[at] = match value {
                    Some(value) => Answer {
                        value: Some(value),
                        state: AnswerState::Computed,
                        origin: Some(Origin { source: OriginSource::Computed(from), on: None, steps: Vec::new() }),
                        proposals: Vec::new(),
                        empty: None,
                    },
                    None => Answer { empty: Some(EmptyReason::Waiting), ..Answer::default() },
                };
            }
            if !changed {
                break;
            }
        }
        for ix in computed {
            let answer = &mut self.derived.answers[self.derived.first[ix.0 as usize] as usize];
            if answer.empty == Some(EmptyReason::NoSource) {
                answer.empty = Some(EmptyReason::Waiting);
            }
        }
    }

    /// What is shown, what is required and what is wrong, from the answers as they are now.
    fn checks(&mut self, definition: &Definition) {
        let checks = Checks::new(definition, &*self);
        let sections = definition.steps.iter().flat_map(|s| &s.sections);
        let hidden_sections = sections.filter(|s| !checks.shown().section(definition, &*self, s));
        let hidden_sections = hidden_sections.map(|s| s.id.clone()).collect();
        let flags = |place: &Place| {
            let (ix, row) = (place.field, place.row.map(|r| r as usize));
            let shown = row.map_or_else(|| checks.shown().field(ix), |row| checks.shown().cell(ix, row));
            (!shown, shown && checks.is_required(definition, &*self, ix, row))
        };
        let (hidden, required) = self.derived.places.iter().map(flags).unzip();
        self.derived.findings = checks.findings();
        self.derived.hidden = hidden;
        self.derived.hidden_sections = hidden_sections;
        self.derived.required = required;
    }

    fn count(&self, definition: &Definition) -> Coverage {
        // Of each box: whether it is there, answered, filled, fillable, missing. Several fields in one: answered when one
        // is, missing when one is.
        let mut boxes = vec![[false; 5]; self.boxes.count.into()];
        let by_itself = |a: &Answer| {
            a.value.is_some() && !matches!(a.origin.as_ref().map(|o| &o.source), None | Some(OriginSource::Typed))
        };
        for (i, field) in definition.fields.iter().enumerate() {
            let (at, ix) = (self.derived.first[i] as usize, FieldIx(i as u16));
            let Some(number) = self.boxes.of[i].filter(|_| !self.derived.hidden[at]) else { continue };
            let answer = &self.derived.answers[at];
            let rows = self.derived.rows_of(ix).len();
            let answered = answer.value.is_some() || rows > 0;
            let cells = at + 1..at + 1 + rows * definition.columns(ix).count();
            let filled = by_itself(answer) || self.derived.answers[cells].iter().any(by_itself);
            let fillable =
                could_fill(field) || definition.columns(ix).any(|c| could_fill(&definition.fields[c.0 as usize]));
            let missing = self.derived.required[at] && !answered;
            for (flag, yes) in boxes[usize::from(number)].iter_mut().zip([true, answered, filled, fillable, missing]) {
                *flag |= yes;
            }
        }
        let count = |flag: usize| boxes.iter().filter(|b| b[flag]).count();
        Coverage { boxes: count(0), answered: count(1), filled: count(2), fillable: count(3), missing: count(4) }
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
        let at = *self.derived.first.get(field.0 as usize)?;
        self.derived.answers.get(at as usize)?.value.as_ref()
    }

    fn rows(&self, group: FieldIx) -> usize {
        self.derived.rows_of(group).len()
    }

    fn row_id(&self, group: FieldIx, row: usize) -> &str {
        self.derived.rows_of(group).get(row).map_or("", |r| r)
    }

    fn cell(&self, column: FieldIx, row: usize) -> Option<&Value> {
        let at = self.derived.cell(&self.definition, column, row)?;
        self.derived.answers.get(at)?.value.as_ref()
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
