//! Everything that follows from what the person did: rows, filled boxes, computed boxes, visibility, findings, coverage.
//!
//! After a paper, a casting, a row or the list of units all of it is made anew ([`Dossier::refresh`]). After answers were
//! given by hand, which is at every key, only what they can have changed ([`Dossier::follow_hand`]). A property test holds the
//! second against the first.

use super::{Answer, AnswerState, Coverage, Dossier, Hand, Notice, Outcome, Tally, casting, state::Base};
use crate::{
    address::AddressBook,
    definition::{
        Affected, Change, Definition, Field, FieldIx, FieldType, FillPolicy, Path, Role, Section, Severity, Source,
    },
    prefill::{self, Candidate, EmptyReason, Known, Origin, OriginSource, Resolution, Said, vocabulary},
    rules,
    sorted::Map,
    validate::{self, Checks, Finding, Shown, View},
    value::Value,
};
use std::{cell::OnceCell, rc::Rc};

/// Where an answer can be: a field outside groups, or a column in one row.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub path: Path,
    pub field: FieldIx,
    row: Option<u32>,
    /// False for groups and notes, which are shown or not like the others, but hold nothing.
    pub answerable: bool,
}

impl Place {
    /// The group and the number of the row that it is in.
    pub fn row_in(&self, definition: &Definition) -> Option<(FieldIx, usize)> {
        Some((definition.fields.get(self.field.0 as usize)?.group?, self.row? as usize))
    }
}

/// Which rows there are, and so which places.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// In form order; the cells of a group row by row.
    pub places: Vec<Place>,
    /// The place of each field outside groups.
    first: Vec<u32>,
    /// Of each column its place in each row.
    cells: Vec<Vec<u32>>,
    /// Of each field that is a group.
    rows: Vec<Rows>,
}

/// The rows of a group.
#[derive(Clone, Debug, Default, PartialEq)]
struct Rows {
    ids: Vec<Rc<str>>,
    /// Of a group in a group: up to which of them each row there has, added up.
    ends: Vec<u32>,
}

impl Rows {
    /// Those in a row of the group around.
    fn within(&self, outer: usize) -> std::ops::Range<usize> {
        let end = |at: Option<usize>| at.and_then(|at| self.ends.get(at)).map_or(0, |end| *end as usize);
        let start = end(outer.checked_sub(1));
        start..end(Some(outer)).max(start)
    }
}

/// What follows.
///
/// Lists run along the places, so whatever knows a field by its index finds its answer without looking for a name.
#[derive(Clone, Debug, Default)]
pub(super) struct Derived {
    pub layout: Rc<Layout>,
    pub answers: Vec<Answer>,
    pub hidden: Vec<bool>,
    pub required: Vec<bool>,
    pub locked: Vec<bool>,
    pub checks: Checks,
    pub casting_findings: Vec<Finding>,
    /// Of each section of the form.
    pub sections: Vec<SectionState>,
    /// Of each official box.
    boxes: Vec<BoxState>,
    pub coverage: Coverage,
    /// From what it was made.
    base: Rc<Base>,
    /// Who could be filled from what, for copies between boxes about one person. Made when it is first needed.
    fillers: OnceCell<Vec<Filler>>,
}

/// What is known about a section as a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct SectionState {
    pub hidden: bool,
    pub tally: Tally,
}

/// Of an official box: whether it is there, answered, filled, fillable, missing.
type BoxState = [bool; 5];

/// A place that can take an attribute of somebody: (who, attribute, place). Sorted.
type Filler = (Rc<str>, Rc<str>, u32);

impl Layout {
    pub fn rows_of(&self, group: FieldIx) -> &[Rc<str>] {
        self.rows.get(group.0 as usize).map_or(&[], |rows| &rows.ids)
    }

    /// The rows of a group that is a column of another, in one row of the other.
    pub fn rows_in(&self, group: FieldIx, outer: usize) -> std::ops::Range<usize> {
        self.rows.get(group.0 as usize).map_or(0..0, |rows| rows.within(outer))
    }

    /// The place of a field of a section, and those of the cells in it.
    pub fn block(&self, ix: FieldIx) -> impl Iterator<Item = &Place> {
        let from = self.first.get(ix.0 as usize).map_or(self.places.len(), |at| *at as usize);
        let inside = self.places.get(from + 1..).unwrap_or_default().iter().take_while(|place| place.row.is_some());
        self.places.get(from).into_iter().chain(inside)
    }

    /// The row around a row of a group in a group.
    pub fn around(&self, definition: &Definition, group: FieldIx, row: usize) -> Option<(FieldIx, usize)> {
        let outer = definition.fields.get(group.0 as usize)?.group?;
        let ends = &self.rows.get(group.0 as usize)?.ends;
        Some((outer, ends.partition_point(|end| *end as usize <= row)))
    }

    /// How many rows there are at the place of a group.
    fn rows_at(&self, place: &Place) -> usize {
        match place.row {
            None => self.rows_of(place.field).len(),
            Some(row) => self.rows_in(place.field, row as usize).len(),
        }
    }

    fn cell(&self, column: FieldIx, row: usize) -> Option<usize> {
        self.cells.get(column.0 as usize)?.get(row).map(|at| *at as usize)
    }

    /// The place of a path.
    pub fn at(&self, definition: &Definition, path: &Path) -> Option<usize> {
        let (ix, field) = definition.field_at(path)?;
        match (field.group, path.split_row()) {
            (None, None) => self.first.get(ix.0 as usize).map(|at| *at as usize),
            (Some(group), Some((_, id, _))) => {
                let row = self.rows_of(group).iter().position(|r| **r == *id)?;
                self.cell(ix, row)
            }
            _ => None,
        }
    }

    /// The places of a field: one, or of a column one in each row.
    fn of(&self, definition: &Definition, ix: FieldIx) -> impl Iterator<Item = usize> {
        let column = definition.fields.get(ix.0 as usize).is_some_and(|f| f.group.is_some());
        let at = ix.0 as usize;
        let places =
            if column { self.cells.get(at).map_or(&[][..], |c| c) } else { self.first.get(at..=at).unwrap_or(&[]) };
        places.iter().map(|at| *at as usize)
    }
}

/// What never changes about a form: its official boxes (several fields can stand in one) and its sections.
pub(super) struct Outline {
    /// Of each field: the number of its box.
    of: Vec<Option<u16>>,
    /// Of each box: its fields.
    boxes: Vec<Vec<FieldIx>>,
    /// Of each field, columns included: the number of its section.
    section: Vec<u16>,
}

impl Derived {
    /// Of a form of which nothing was made yet.
    pub fn of(definition: &Definition, outline: &Outline) -> Self {
        Derived {
            sections: vec![SectionState::default(); sections(definition).count()],
            boxes: vec![BoxState::default(); outline.boxes.len()],
            ..Derived::default()
        }
    }
}

impl Outline {
    pub fn new(definition: &Definition) -> Self {
        let mut numbers: Map<Rc<str>, u16> = Map::default();
        let n = definition.fields.len();
        let mut outline = Outline { of: Vec::with_capacity(n), boxes: Vec::new(), section: vec![0; n] };
        for (i, field) in definition.fields.iter().enumerate() {
            let counts = field.group.is_none() && field.kind != FieldType::Note;
            let number = field.r#box.as_ref().filter(|_| counts).map(|id| {
                let next = outline.boxes.len() as u16;
                let number = numbers.get(id).copied().unwrap_or(next);
                if number == next {
                    numbers.insert(id.clone(), number);
                    outline.boxes.push(Vec::new());
                }
                outline.boxes[usize::from(number)].push(FieldIx(i as u16));
                number
            });
            outline.of.push(number);
        }
        for (number, section) in sections(definition).enumerate() {
            for ix in &section.fields {
                for ix in std::iter::once(*ix).chain(definition.within(*ix)) {
                    outline.section[ix.0 as usize] = number as u16;
                }
            }
        }
        outline
    }
}

/// The sections of a form, of all its steps.
pub(super) fn sections(definition: &Definition) -> impl Iterator<Item = &Section> {
    definition.steps.iter().flat_map(|s| &s.sections)
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

/// What is typed in a box says something about somebody: (role, attribute). With several sources ("the father's or the
/// mother's hometown") it says nothing about one of them, and where the person is asked ("where you live now", offered: the
/// place on the card) it may be something else. A province or commune that is chosen is not the whole address either.
pub(super) fn says(field: &Field) -> Option<(&Rc<str>, &Rc<str>)> {
    let fill = field.fill.as_ref().filter(|f| f.policy == FillPolicy::Auto)?;
    match &*fill.from {
        [Source::Attribute { attribute, .. }]
            if field.kind == FieldType::Choice && attribute.starts_with("person.address.") =>
        {
            None
        }
        [Source::Attribute { role, attribute }] => Some((role, attribute)),
        _ => None,
    }
}

impl Said for Dossier {
    fn said(&self, who: &str, attribute: &str, except: &Path) -> Option<(Path, Value)> {
        if self.state.nothing_by_hand() {
            return None;
        }
        self.fillers_of(who, attribute).iter().find_map(|(.., at)| {
            let place = &self.derived.layout.places[*at as usize];
            if place.path == *except || says(&self.definition.fields[place.field.0 as usize]).is_none() {
                return None;
            }
            Some((place.path.clone(), self.state.hand(place.path.as_str())?.value.clone()?))
        })
    }

    fn authority(&self, police: bool, commune: &str) -> Option<Rc<str>> {
        prefill::authority(self.units.as_deref()?, police, commune)
    }
}

impl Dossier {
    pub(super) fn known(&self) -> Known<'_> {
        let base = self.state.base();
        Known {
            today: self.today,
            records: &base.records,
            people: &base.people,
            casting: &base.casting,
            units: self.units.as_deref(),
            choices: &base.choices,
            converted: &self.converted,
        }
    }

    /// Makes everything that follows from the state.
    pub(super) fn refresh(&mut self) -> Outcome {
        let definition = self.definition.clone();
        let before = std::mem::replace(&mut self.derived.base, self.state.base().clone());
        self.derived.fillers = OnceCell::new();
        let other_places = self.lay_out(&definition);
        let findings = casting::check(&definition, self.state.base());
        let other_people = before != self.derived.base || findings != self.derived.casting_findings;
        self.derived.casting_findings = findings;
        let mut outcome = self.settle((0..self.derived.layout.places.len()).collect(), definition.all());
        outcome.structure |= other_people;
        if other_places {
            // A line that names a row by its number may be wrong in any box.
            outcome.paths = self.derived.layout.places.iter().map(|place| place.path.clone()).collect();
        }
        outcome
    }

    /// Makes what follows from answers that were given, changed or taken back by hand, when nothing else changed.
    pub(super) fn follow_hand(&mut self, by_hand: &[Path]) -> Outcome {
        let definition = self.definition.clone();
        let mut again = Vec::new();
        for at in by_hand.iter().filter_map(|path| self.derived.layout.at(&definition, path)) {
            again.push(at);
            self.copies(&definition, at, &mut again);
        }
        sort(&mut again);
        let changes: Vec<Change> =
            again.iter().map(|at| Change::Field(self.derived.layout.places[*at].field)).collect();
        self.settle(again, definition.affected(&changes))
    }

    /// Fills these places again, and makes all that they have an effect on.
    fn settle(&mut self, mut again: Vec<usize>, affected: Affected) -> Outcome {
        let definition = self.definition.clone();
        let layout = self.derived.layout.clone();
        let computed = affected.fields.iter().copied().filter(|ix| is_computed(&definition.fields[ix.0 as usize]));
        again.extend(computed.flat_map(|ix| layout.of(&definition, ix)));
        sort(&mut again);
        let answers: Vec<Answer> = again.iter().map(|at| self.resolve(&definition, *at)).collect();
        let put = |(at, answer): (&usize, Answer)| std::mem::replace(&mut self.derived.answers[*at], answer);
        let before: Vec<Answer> = again.iter().zip(answers).map(put).collect();
        // What is hidden counts as missing for what is computed, which may decide what is shown.
        let mut checks = std::mem::take(&mut self.derived.checks);
        for &ix in &affected.fields {
            if is_computed(&definition.fields[ix.0 as usize]) {
                self.compute(&definition, ix, checks.shown());
            }
            checks.show(&definition, self, ix);
        }
        let (mut touched, mut filled) = (Vec::new(), 0);
        for (at, old) in again.into_iter().zip(before) {
            let new = &self.derived.answers[at];
            if old != *new {
                let by_itself = matches!(new.state, AnswerState::Proposed | AnswerState::Stale | AnswerState::Locked);
                filled += usize::from(by_itself && old.value != new.value);
                touched.push(at);
            }
        }
        let about = checks.look(&definition, self, &affected);
        self.derived.checks = checks;
        self.flags(&definition, &affected, &mut touched);
        let structure = self.sums(&definition, &touched, &affected);
        touched.extend(about.iter().filter_map(|path| layout.at(&definition, path)));
        sort(&mut touched);
        Outcome {
            paths: touched.into_iter().map(|at| layout.places[at].path.clone()).collect(),
            structure,
            notices: if filled > 0 { vec![Notice::Filled(filled)] } else { Vec::new() },
        }
    }

    /// Which rows and places there are; what is at places that stay, stays. Whether they are others than before.
    fn lay_out(&mut self, definition: &Definition) -> bool {
        let mut rows = vec![Rows::default(); definition.fields.len()];
        let base = self.state.base();
        for (i, field) in definition.fields.iter().enumerate().filter(|(_, f)| f.kind == FieldType::Group) {
            if let Some(outer) = field.group {
                let mut inner = Rows::default();
                for row in &rows[outer.0 as usize].ids {
                    inner.ids.extend(base.rows.get(&rows_key(field, Some(row))).into_iter().flatten().cloned());
                    inner.ends.push(inner.ids.len() as u32);
                }
                rows[i] = inner;
                continue;
            }
            let role = role_of_rows(definition, FieldIx(i as u16));
            let from_casting = role.and_then(|r| base.casting.get(&r.id));
            let mut ids: Vec<Rc<str>> = from_casting.cloned().unwrap_or_default();
            ids.extend(base.rows.get(&field.id).into_iter().flatten().cloned());
            rows[i].ids = ids;
        }
        if self.derived.layout.rows == rows {
            return false;
        }
        let layout = Layout::new(definition, rows);
        let old = std::mem::replace(&mut self.derived.layout, Rc::new(layout));
        let mut answers = std::mem::take(&mut self.derived.answers);
        let was = |place: &Place| {
            let answer = old.at(definition, &place.path).and_then(|at| answers.get_mut(at));
            answer.map(std::mem::take).unwrap_or_default()
        };
        let places = &self.derived.layout.places;
        self.derived.answers = places.iter().map(was).collect();
        self.derived.hidden = vec![false; places.len()];
        self.derived.required = vec![false; places.len()];
        self.derived.locked = vec![false; places.len()];
        true
    }

    /// The province that is chosen for the commune in a box.
    pub fn province_of(&self, path: &Path) -> Option<Rc<str>> {
        let place = &self.derived.layout.places[self.derived.layout.at(&self.definition, path)?];
        let view = View { env: self, shown: self.derived.checks.shown() };
        let field = &self.definition.fields[place.field.0 as usize];
        match view.province(&self.definition, field, place.row.map(|row| row as usize))? {
            Value::Text(code) => Some(code.clone()),
            _ => None,
        }
    }

    /// The id of the row that a place is in.
    pub(super) fn row_id_of(&self, place: &Place) -> Option<&str> {
        let (group, row) = place.row_in(&self.definition)?;
        self.derived.layout.rows_of(group).get(row).map(|row| &**row)
    }

    /// What is at a place by hand, else by prefill.
    fn resolve(&self, definition: &Definition, at: usize) -> Answer {
        let place = &self.derived.layout.places[at];
        if !place.answerable {
            return Answer::default();
        }
        let field = &definition.fields[place.field.0 as usize];
        let resolution = prefill::resolve(definition, &self.known(), self, field, &place.path, self.row_id_of(place));
        match self.state.hand(place.path.as_str()) {
            Some(hand) => by_hand(hand, resolution),
            None => by_prefill(definition, field, resolution),
        }
    }

    /// All places that can be filled from an attribute of somebody.
    fn fillers_of(&self, who: &str, attribute: &str) -> &[Filler] {
        let fillers = self.derived.fillers.get_or_init(|| {
            let known = self.known();
            let mut fillers = Vec::new();
            for (at, place) in self.derived.layout.places.iter().enumerate() {
                let Some(fill) = &self.definition.fields[place.field.0 as usize].fill else { continue };
                for source in &fill.from {
                    if let Source::Attribute { role, attribute } = source {
                        let who = prefill::meant(&self.definition, &known, role, self.row_id_of(place));
                        fillers.push((who.into(), attribute.clone(), at as u32));
                    }
                }
            }
            fillers.sort_unstable();
            fillers
        });
        let key = (who, attribute);
        let start = fillers.partition_point(|(w, a, _)| (&**w, &**a) < key);
        let end = fillers.partition_point(|(w, a, _)| (&**w, &**a) <= key);
        &fillers[start..end]
    }

    /// Adds the places that take over what is typed at this one.
    fn copies(&self, definition: &Definition, at: usize, found: &mut Vec<usize>) {
        let place = &self.derived.layout.places[at];
        let field = &definition.fields[place.field.0 as usize];
        let Some((role, attribute)) = says(field) else { return };
        let known = self.known();
        let who = prefill::meant(definition, &known, role, self.row_id_of(place));
        for suffix in prefill::COPIED_AS {
            let fillers = self.fillers_of(who, &[attribute, *suffix].concat());
            found.extend(fillers.iter().map(|(.., at)| *at as usize));
        }
    }

    /// Works out a computed box (of a column: in each row) that neither the person nor a paper has filled; else its default
    /// stands there. What it needs must have been worked out.
    fn compute(&mut self, definition: &Definition, ix: FieldIx, shown: &Shown) {
        let layout = self.derived.layout.clone();
        for at in layout.of(definition, ix) {
            let place = &layout.places[at];
            let answer = &self.derived.answers[at];
            let open = answer.value.is_none()
                && answer.state != AnswerState::Conflict
                && self.state.hand(place.path.as_str()).is_none();
            let new = if open { self.computed(definition, place, shown) } else { None };
            let answer = &mut self.derived.answers[at];
            match new {
                Some((value, source)) => {
                    let origin = Some(Origin { source, on: None, steps: Vec::new() });
                    let state = AnswerState::Computed;
                    *answer = Answer { value: Some(value), state, origin, ..Answer::default() };
                }
                None if answer.empty == Some(EmptyReason::NoSource) => answer.empty = Some(EmptyReason::Waiting),
                None => {}
            }
        }
    }

    fn computed(&self, definition: &Definition, place: &Place, shown: &Shown) -> Option<(Value, OriginSource)> {
        let field = &definition.fields[place.field.0 as usize];
        let row = field.group.zip(place.row.map(|r| r as usize));
        let computed = field.compute.as_ref().and_then(|expr| {
            let value = expr.eval(definition, &View { env: self, shown }, row).ok()?.to_value()?;
            Some((value, OriginSource::Computed(self.paths_in(definition, expr, row))))
        });
        computed.or_else(|| Some((field.default.clone()?, OriginSource::Form)))
    }

    /// The answers that an expression looks at; of columns of its own row the cells.
    fn paths_in(&self, definition: &Definition, expr: &rules::Expr, row: Option<(FieldIx, usize)>) -> Vec<Path> {
        let path = |ix: &FieldIx| {
            let field = &definition.fields[ix.0 as usize];
            match (field.group, row) {
                (Some(group), Some((own, row))) if group == own => {
                    let id = self.derived.layout.rows_of(own).get(row)?;
                    Some(Path::cell(&definition.fields[own.0 as usize].id, id, field.local_id()))
                }
                (Some(_), _) => None, // of many rows: the group stands for them
                (None, _) => Some(Path::of(field)),
            }
        };
        expr.fields().iter().filter_map(path).collect()
    }

    /// Whether a place is hidden, whether it must be answered, and whether it cannot be.
    fn flags_at(&self, definition: &Definition, place: &Place) -> [bool; 3] {
        let checks = &self.derived.checks;
        let (ix, row) = (place.field, place.row.map(|r| r as usize));
        let shown = row.map_or_else(|| checks.shown().field(ix), |row| checks.shown().cell(ix, row));
        [!shown, shown && checks.is_required(definition, self, ix, row), checks.is_locked(definition, self, ix, row)]
    }

    /// The same of the places of some fields. Adds those where it is different now.
    fn flags(&mut self, definition: &Definition, affected: &Affected, touched: &mut Vec<usize>) {
        let layout = self.derived.layout.clone();
        for at in affected.fields.iter().flat_map(|ix| layout.of(definition, *ix)) {
            let now = self.flags_at(definition, &layout.places[at]);
            let derived = &mut self.derived;
            let flags = [&mut derived.hidden[at], &mut derived.required[at], &mut derived.locked[at]];
            if flags.iter().zip(now).any(|(was, now)| **was != now) {
                touched.push(at);
            }
            for (flag, now) in flags.into_iter().zip(now) {
                *flag = now;
            }
        }
    }

    /// Counts again in what was touched. Whether a section came or went.
    fn sums(&mut self, definition: &Definition, touched: &[usize], affected: &Affected) -> bool {
        let layout = self.derived.layout.clone();
        let fields = touched.iter().map(|at| layout.places[*at].field).chain(affected.fields.iter().copied());
        let (mut numbers, mut boxes) = (Vec::new(), Vec::new());
        for ix in fields {
            numbers.push(usize::from(self.outline.section[ix.0 as usize]));
            let top = definition.top(ix);
            boxes.extend(self.outline.of[top.0 as usize].map(usize::from));
        }
        sort(&mut numbers);
        sort(&mut boxes);
        let mut structure = false;
        for number in numbers {
            let Some(section) = sections(definition).nth(number) else { continue };
            let new = self.section(definition, section);
            structure |= self.derived.sections[number].hidden != new.hidden;
            self.derived.sections[number] = new;
        }
        for number in boxes {
            let now = self.official(definition, &self.outline.boxes[number]);
            let before = std::mem::replace(&mut self.derived.boxes[number], now);
            self.derived.coverage.count(before, now);
        }
        structure
    }

    fn section(&self, definition: &Definition, section: &Section) -> SectionState {
        let shown = self.derived.checks.shown().section(definition, self, section);
        let mut tally = Tally::default();
        let layout = &self.derived.layout;
        let fields = section.fields.iter().flat_map(|ix| std::iter::once(*ix).chain(definition.within(*ix)));
        for at in fields.filter(|_| shown).flat_map(|ix| layout.of(definition, ix)) {
            if !self.derived.hidden[at] {
                let answer = &self.derived.answers[at];
                tally.waiting += u32::from(matches!(answer.state, AnswerState::Proposed | AnswerState::Stale));
                tally.confirmed += u32::from(answer.state == AnswerState::Confirmed);
                let rows = layout.rows_at(&layout.places[at]); // a group is answered by a row
                tally.missing += u32::from(self.derived.required[at] && answer.value.is_none() && rows == 0);
            }
        }
        SectionState { hidden: !shown, tally }
    }

    /// Several fields in one box: answered when one is, missing when one is.
    fn official(&self, definition: &Definition, fields: &[FieldIx]) -> BoxState {
        let mut flags = BoxState::default();
        let layout = &self.derived.layout;
        let by_itself = |a: &Answer| {
            a.value.is_some() && !matches!(a.origin.as_ref().map(|o| &o.source), None | Some(OriginSource::Typed))
        };
        for &ix in fields {
            let (at, field) = (layout.first[ix.0 as usize] as usize, &definition.fields[ix.0 as usize]);
            if self.derived.hidden[at] {
                continue;
            }
            let answer = &self.derived.answers[at];
            let rows = layout.rows_of(ix).len();
            let answered = answer.value.is_some() || rows > 0;
            let block = layout.block(ix).count();
            let filled = self.derived.answers[at..at + block].iter().any(by_itself);
            let fillable =
                could_fill(field) || definition.within(ix).any(|c| could_fill(&definition.fields[c.0 as usize]));
            let missing = self.derived.required[at] && !answered;
            for (flag, yes) in flags.iter_mut().zip([true, answered, filled, fillable, missing]) {
                *flag |= yes;
            }
        }
        flags
    }
}

impl Coverage {
    /// An official box is otherwise than before.
    fn count(&mut self, before: BoxState, now: BoxState) {
        let counts = [&mut self.boxes, &mut self.answered, &mut self.filled, &mut self.fillable, &mut self.missing];
        for (count, (before, now)) in counts.into_iter().zip(before.into_iter().zip(now)) {
            *count = *count + usize::from(now) - usize::from(before);
        }
    }
}

impl Layout {
    fn new(definition: &Definition, rows: Vec<Rows>) -> Layout {
        let n = definition.fields.len();
        let (places, first, cells) = (Vec::with_capacity(n), Vec::with_capacity(n), vec![Vec::new(); n]);
        let mut layout = Layout { places, first, cells, rows };
        for (i, field) in definition.fields.iter().enumerate() {
            layout.first.push(layout.places.len() as u32);
            if field.group.is_none() {
                let ix = FieldIx(i as u16);
                layout.put(Path::of(field), ix, field.kind, None);
                layout.put_rows(definition, ix, 0..layout.rows_of(ix).len());
            }
        }
        layout
    }

    fn put(&mut self, path: Path, field: FieldIx, kind: FieldType, row: Option<u32>) {
        let answerable = !matches!(kind, FieldType::Group | FieldType::Note);
        self.places.push(Place { path, field, row, answerable });
    }

    fn put_rows(&mut self, definition: &Definition, group: FieldIx, numbers: std::ops::Range<usize>) {
        let Some(id) = definition.fields.get(group.0 as usize).map(|f| f.id.clone()) else { return };
        for number in numbers {
            let Some(row) = self.rows_of(group).get(number).cloned() else { return };
            for column in definition.columns(group) {
                let cell = &definition.fields[column.0 as usize];
                self.cells[column.0 as usize].push(self.places.len() as u32);
                self.put(Path::cell(&id, &row, cell.local_id()), column, cell.kind, Some(number as u32));
                if cell.kind == FieldType::Group {
                    self.put_rows(definition, column, self.rows_in(column, number));
                }
            }
        }
    }
}

/// Under what the rows that the person added to a group are kept; of a group in a row of another, those in that row.
pub(super) fn rows_key(group: &Field, outer: Option<&str>) -> Rc<str> {
    outer.map_or_else(|| group.id.clone(), |row| [&*group.id, "/", row].concat().into())
}

/// Whether something stands in a box although neither a paper nor the person says so.
fn is_computed(field: &Field) -> bool {
    field.compute.is_some() || field.default.is_some()
}

/// In order, each once.
fn sort(list: &mut Vec<usize>) {
    list.sort_unstable();
    list.dedup();
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

/// Whether the form itself would not take a value.
fn refused(field: &Field, value: &Value) -> bool {
    validate::problems(field, value).iter().any(|p| p.severity == Severity::Error)
}

/// Whether a copy is from a box of another type: what is right there may be wrong here.
fn is_of_other_type(definition: &Definition, field: &Field, copy: &Candidate) -> bool {
    let OriginSource::Answer(from) = &copy.origin.source else { return false };
    definition.field_at(from).is_some_and(|(_, source)| source.kind != field.kind)
}

fn by_prefill(definition: &Definition, field: &Field, mut resolution: Resolution) -> Answer {
    if let Resolution::Fill { best, .. } = &mut resolution {
        best.value = validate::normalised(field, best.value.clone());
    }
    match resolution {
        Resolution::Fill { best, mut others, copied }
            if (!copied || is_of_other_type(definition, field, &best)) && refused(field, &best.value) =>
        {
            others.insert(0, best);
            Answer { proposals: others, empty: Some(EmptyReason::Refused), ..Answer::default() }
        }
        Resolution::Fill { best, others, copied } => Answer {
            value: Some(best.value),
            state: match (copied, best.origin.is_stale()) {
                (true, _) => AnswerState::Locked,
                (_, true) => AnswerState::Stale,
                _ => AnswerState::Proposed,
            },
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
        let at = *self.derived.layout.first.get(field.0 as usize)?;
        self.derived.answers.get(at as usize)?.value.as_ref()
    }

    fn rows(&self, group: FieldIx) -> usize {
        self.derived.layout.rows_of(group).len()
    }

    fn rows_in(&self, group: FieldIx, outer: usize) -> std::ops::Range<usize> {
        self.derived.layout.rows_in(group, outer)
    }

    fn row_id(&self, group: FieldIx, row: usize) -> &str {
        self.derived.layout.rows_of(group).get(row).map_or("", |r| r)
    }

    fn cell(&self, column: FieldIx, row: usize) -> Option<&Value> {
        let at = self.derived.layout.cell(column, row)?;
        self.derived.answers.get(at)?.value.as_ref()
    }

    fn today(&self) -> crate::text::date::Day {
        self.today
    }

    fn authority(&self, kind: rules::Authority, commune: &str) -> Option<String> {
        let police = kind == rules::Authority::Police;
        prefill::authority(self.units.as_deref()?, police, commune).map(|a| a.to_string())
    }

    fn units(&self) -> Option<&dyn AddressBook> {
        self.units.as_deref()
    }

    fn same_person(&self, a: &str, b: &str) -> Option<bool> {
        let one = |role: &str| self.state.base().casting.get(role).and_then(|p| p.first());
        Some(one(a)? == one(b)?)
    }

    fn has_content(&self, file: &str) -> bool {
        self.contents.as_ref().is_none_or(|all| all.iter().any(|id| **id == *file))
    }
}
