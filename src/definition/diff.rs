//! What a new version of a definition means for drafts of the old one: what is kept, moves, or has no place any more.

use super::{Definition, Field, FieldIx, FieldType, Path};
use std::rc::Rc;

/// What became of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// A field that drafts do not know: it is empty in them.
    Added,
    /// A field whose answers move to it from an earlier id (`was`).
    Renamed,
    /// A field that is gone: what drafts have in it is kept and shown, and not handed over.
    Lost,
    /// The type is another: answers that the new type cannot hold are lost.
    Retyped,
    /// Options are gone: answers with them are pointed out.
    OptionsGone,
    /// What must be answered, when it is shown, or its bounds are other ones.
    Constraint,
    /// The texts are other ones.
    Text,
    /// A rule that is new.
    RuleAdded,
    /// A rule that is gone.
    RuleGone,
    /// A rule that says something else.
    RuleChanged,
}

impl ChangeKind {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            ChangeKind::Added => "field.added",
            ChangeKind::Renamed => "field.renamed",
            ChangeKind::Lost => "field.lost",
            ChangeKind::Retyped => "field.retyped",
            ChangeKind::OptionsGone => "field.options-gone",
            ChangeKind::Constraint => "field.constraint",
            ChangeKind::Text => "field.text",
            ChangeKind::RuleAdded => "rule.added",
            ChangeKind::RuleGone => "rule.gone",
            ChangeKind::RuleChanged => "rule.changed",
        }
    }

    /// Whether something that a person wrote has no place any more.
    pub fn loses(self) -> bool {
        matches!(self, ChangeKind::Lost | ChangeKind::Retyped)
    }
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What it is.
    pub kind: ChangeKind,
    /// Id of the field or rule in the new version; in the old one when it is gone.
    pub id: Rc<str>,
    /// What it was: earlier id, earlier type, options that are gone.
    pub from: Vec<Rc<str>>,
}

/// The place in a definition of what an answer's path meant in an earlier version: the same one, or the field that says it
/// was it.
pub fn moved(definition: &Definition, path: &Path) -> Option<Path> {
    if definition.field_at(path).is_some() {
        return Some(path.clone());
    }
    match path.split_row() {
        None => {
            let mut tops = definition.fields.iter().filter(|f| f.group.is_none());
            tops.find(|f| f.was.iter().any(|id| **id == *path.as_str())).map(Path::of)
        }
        Some((group, row, column)) => {
            let group = moved_group(definition, group)?;
            let (ix, field) = definition.field(&group)?;
            let mut columns = definition.columns(ix).map(|c| &definition.fields[c.0 as usize]);
            let last = |id: &Rc<str>| id.rsplit('.').next() == Some(column);
            let column = columns.find(|c| c.local_id() == column || c.was.iter().any(last))?;
            Some(Path::cell(&field.id, row, column.local_id()))
        }
    }
}

/// The id that a group of an earlier version has now.
pub fn moved_group(definition: &Definition, group: &str) -> Option<Rc<str>> {
    let groups = definition.fields.iter().filter(|f| f.kind == FieldType::Group);
    let mut groups = groups.filter(|f| *f.id == *group || f.was.iter().any(|id| **id == *group));
    groups.next().map(|f| f.id.clone()).or_else(|| {
        // Of a group in a group, when the one around it has another id now.
        let (outer, column) = group.rsplit_once('.')?;
        let (ix, _) = definition.field(&moved_group(definition, outer)?)?;
        let mut columns = definition.columns(ix).map(|c| &definition.fields[c.0 as usize]);
        columns.find(|f| f.kind == FieldType::Group && f.local_id() == column).map(|f| f.id.clone())
    })
}

/// A path that stands for a field in both versions: of a column, in a row that does not matter.
fn path_of(definition: &Definition, field: &Field) -> Path {
    match field.group {
        None => Path::of(field),
        Some(group) => Path::cell(&definition.fields[group.0 as usize].id, "r", field.local_id()),
    }
}

/// Every difference, in the order of the new version; what is gone, last.
pub fn diff(old: &Definition, new: &Definition) -> Vec<Difference> {
    let mut out = Vec::new();
    let mut met = vec![false; new.fields.len()];
    let mut gone = Vec::new();
    let mut pairs: Vec<(usize, &Field)> = Vec::new();
    for field in &old.fields {
        let now = moved(new, &path_of(old, field)).and_then(|path| new.field_at(&path));
        match now {
            Some((FieldIx(ix), _)) if !met[usize::from(ix)] => {
                met[usize::from(ix)] = true;
                pairs.push((usize::from(ix), field));
            }
            _ => gone.push(field),
        }
    }
    for (i, now) in new.fields.iter().enumerate() {
        let mut say = |kind, from: Vec<Rc<str>>| out.push(Difference { kind, id: now.id.clone(), from });
        let Some((_, was)) = pairs.iter().find(|(ix, _)| *ix == i) else {
            say(ChangeKind::Added, Vec::new());
            continue;
        };
        if was.id != now.id {
            say(ChangeKind::Renamed, vec![was.id.clone()]);
        }
        if was.kind != now.kind {
            say(ChangeKind::Retyped, vec![was.kind.info().name.into()]);
        }
        let left = was.options.iter().filter(|o| !now.options.iter().any(|n| n.value == o.value));
        let left: Vec<Rc<str>> = left.map(|o| o.value.clone()).collect();
        if !left.is_empty() && was.kind == now.kind {
            say(ChangeKind::OptionsGone, left);
        }
        let bounds =
            |f: &Field| (f.min, f.max, f.precision, f.decimals, f.kind_of.clone(), f.types.clone(), f.max_size);
        let conditions = |f: &Field| [&f.required, &f.show, &f.lock].map(|when| format!("{when:?}"));
        // Communes are no options: which may stand there says the list, and the province beside it.
        let communes = |def: &Definition, f: &Field| {
            f.of_communes().then(|| f.within.map(|ix| def.fields[usize::from(ix.0)].id.clone()))
        };
        if bounds(was) != bounds(now) || communes(old, was) != communes(new, now) || conditions(was) != conditions(now)
        {
            say(ChangeKind::Constraint, Vec::new());
        }
        if was.label != now.label || was.help != now.help {
            say(ChangeKind::Text, Vec::new());
        }
    }
    let gone = gone.into_iter().filter(|f| !matches!(f.kind, FieldType::Note | FieldType::Signature));
    out.extend(gone.map(|f| Difference { kind: ChangeKind::Lost, id: f.id.clone(), from: Vec::new() }));
    let mut rule = |kind, id: &Rc<str>| out.push(Difference { kind, id: id.clone(), from: Vec::new() });
    for now in &new.rules {
        match old.rules.iter().find(|r| r.id == now.id) {
            None => rule(ChangeKind::RuleAdded, &now.id),
            Some(was) if format!("{was:?}") != format!("{now:?}") => rule(ChangeKind::RuleChanged, &now.id),
            Some(_) => {}
        }
    }
    for was in old.rules.iter().filter(|r| !new.rules.iter().any(|n| n.id == r.id)) {
        rule(ChangeKind::RuleGone, &was.id);
    }
    out
}

/// A field that is gone and one that is new, which look like one and the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rename {
    /// Id in the old version.
    pub old: Rc<str>,
    /// Id in the new one.
    pub new: Rc<str>,
    /// What the new field would say in `was`: of a column, the last part of its id.
    pub was: Rc<str>,
}

/// Least likeness of what is proposed, see [`likeness`].
const ALIKE: u32 = 4;

/// Renames that nobody declared, as far as they are plain: one field fits, and it fits no other as well.
pub fn renames(old: &Definition, new: &Definition, found: &[Difference]) -> Vec<Rename> {
    let of = |kind: ChangeKind| found.iter().filter(move |d| d.kind == kind).map(|d| &d.id);
    let lost: Vec<&Field> = of(ChangeKind::Lost).filter_map(|id| old.field(id)).map(|(_, f)| f).collect();
    let added: Vec<&Field> = of(ChangeKind::Added).filter_map(|id| new.field(id)).map(|(_, f)| f).collect();
    let group = |def: &Definition, f: &Field| f.group.map(|g| def.fields[g.0 as usize].id.clone());
    // Columns only of what is one group in both: those of a group that is new come with it.
    let fits = |was: &Field, now: &Field| match (group(old, was), group(new, now)) {
        (None, None) => true,
        (Some(was), Some(now)) => moved_group(new, &was).is_some_and(|group| group == now),
        _ => false,
    };
    let score = |was: &Field, now: &Field| if fits(was, now) { likeness(was, now) } else { 0 };
    let only = |scores: &mut dyn Iterator<Item = u32>| {
        let mut all: Vec<u32> = scores.collect();
        all.sort_unstable();
        all.pop().filter(|best| *best >= ALIKE && all.last().is_none_or(|next| next < best))
    };
    let mut out = Vec::new();
    for was in &lost {
        let Some(best) = only(&mut added.iter().map(|now| score(was, now))) else { continue };
        let Some(now) = added.iter().find(|now| score(was, now) == best) else { continue };
        if only(&mut lost.iter().map(|other| score(other, now))) == Some(best) {
            let mark = if now.group.is_some() { was.local_id().into() } else { was.id.clone() };
            out.push(Rename { old: was.id.clone(), new: now.id.clone(), was: mark });
        }
    }
    out
}

/// How much two fields look like one: the same box of the official form, label, source; an id that is like the other.
/// Nothing when their types differ: answers would not fit.
fn likeness(was: &Field, now: &Field) -> u32 {
    if was.kind != now.kind {
        return 0;
    }
    let same_box = was.r#box.is_some() && was.r#box == now.r#box;
    let same_label = crate::text::fold(&was.label.vi) == crate::text::fold(&now.label.vi);
    let same_source = was.fill.is_some() && was.fill == now.fill;
    let near_id = was.local_id() == now.local_id() || super::nearest(&was.id, [&*now.id].into_iter()).is_some();
    let [old_label, new_label] = [was, now].map(|f| crate::text::fold(&f.label.vi));
    let near_label = super::nearest(&old_label, [&*new_label].into_iter()).is_some();
    let points = [(same_box, 4), (same_source, 3), (same_label, 4), (near_label, 2), (near_id, 2)];
    points.into_iter().filter(|(holds, _)| *holds).map(|(_, points)| points).sum()
}
