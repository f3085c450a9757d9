//! What depends on what in a definition: worked out once, so that a change touches only what it can change.

use super::{Definition, Field, FieldIx, FieldType, Step, When, model::top};
use crate::rules::Expr;

/// Something that has to be looked at again when a field changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Dependent {
    /// The field's own checks, its visibility or its computed value.
    Field(FieldIx),
    /// A rule, by its place in [`Definition::rules`].
    Rule(u16),
}

/// The dependencies of a definition.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Fields sorted by id.
    pub(crate) by_id: Vec<FieldIx>,
    /// Fields in an order in which each comes after everything that its visibility and its computed value need.
    pub(crate) order: Vec<FieldIx>,
    /// Of them, those that are not simply shown.
    pub(crate) conditional: Vec<FieldIx>,
    /// Place of each field in `order`.
    pub(super) rank: Vec<u16>,
    /// For each field its condition of being shown: of its section, its group and itself.
    pub(crate) section_of: Vec<Option<Expr>>,
    /// For each field what depends on it, its value and its visibility.
    pub(super) dependents: Vec<Vec<Dependent>>,
    /// What depends on the casting; and on the day.
    pub(super) casting: Vec<Dependent>,
    /// For each field the rules whose findings concern it.
    pub(crate) shown_at: Vec<Vec<u16>>,
}

/// What a change can have an effect on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Affected {
    /// Fields whose value if computed, visibility, requirement or checks may be different, each after those that it needs.
    pub fields: Vec<FieldIx>,
    /// Rules, by their place in [`Definition::rules`].
    pub rules: Vec<u16>,
}

/// What changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The answer of a field or of one of its cells; of a group: its rows.
    Field(FieldIx),
    /// Who plays which role.
    Casting,
}

fn condition(when: &When) -> Option<&Expr> {
    match when {
        When::If(e) => Some(e),
        _ => None,
    }
}

impl Plan {
    /// Fields sorted by id.
    pub(super) fn sorted(fields: &[Field]) -> Vec<FieldIx> {
        let mut by_id: Vec<FieldIx> = (0..fields.len()).map(|i| FieldIx(i as u16)).collect();
        by_id.sort_by(|a, b| fields[a.0 as usize].id.cmp(&fields[b.0 as usize].id));
        by_id
    }

    /// The plan of a definition whose fields and rules are complete; `Err` names fields that depend on themselves.
    pub(super) fn new(
        fields: &[Field],
        steps: &[Step],
        rules: &[super::Rule],
        by_id: Vec<FieldIx>,
    ) -> Result<Plan, Vec<FieldIx>> {
        let n = fields.len();
        let mut plan =
            Plan { by_id, dependents: vec![Vec::new(); n], shown_at: vec![Vec::new(); n], ..Plan::default() };
        plan.sections(n, steps);
        // Edges that decide the order: from what is read to the field whose visibility or value it decides.
        let mut waiting = vec![0u32; n];
        let mut after: Vec<Vec<FieldIx>> = vec![Vec::new(); n];
        for (i, field) in fields.iter().enumerate() {
            let ix = FieldIx(i as u16);
            let section = plan.section_of[top(fields, ix).0 as usize].clone();
            let decisive = [section.as_ref(), condition(&field.show), field.compute.as_ref()];
            for expr in decisive.into_iter().flatten() {
                for dep in expr.fields() {
                    after[dep.0 as usize].push(ix);
                    waiting[i] += 1;
                }
            }
            if let Some(group) = field.group {
                after[group.0 as usize].push(ix);
                waiting[i] += 1;
            }
            // A commune is looked at again when another province is chosen.
            if let Some(province) = field.within {
                plan.dependents[province.0 as usize].push(Dependent::Field(ix));
            }
            let exprs = decisive.into_iter().chain([condition(&field.required), condition(&field.lock)]).flatten();
            for expr in exprs {
                plan.depends(expr, Dependent::Field(ix));
            }
        }
        for (i, rule) in rules.iter().enumerate() {
            let of_fix = rule.fix.iter().flat_map(|f| f.set.iter().map(|(_, e)| e));
            let params = rule.params.iter().map(|(_, e)| e);
            for expr in rule.when.iter().chain([&rule.check]).chain(params).chain(of_fix) {
                plan.depends(expr, Dependent::Rule(i as u16));
            }
            let place = |id: &str| {
                let at = plan.by_id.binary_search_by(|ix| (*fields[ix.0 as usize].id).cmp(id)).ok();
                at.map(|at| plan.by_id[at])
            };
            for ix in rule.fields.iter().filter_map(|id| place(id)).collect::<Vec<_>>() {
                plan.shown_at[ix.0 as usize].push(i as u16);
            }
            for ix in rule.each.iter().chain(&rule.fields).filter_map(|id| place(id)).collect::<Vec<_>>() {
                plan.dependents[ix.0 as usize].push(Dependent::Rule(i as u16));
            }
        }
        for dependents in &mut plan.dependents {
            dependents.sort_unstable();
            dependents.dedup();
        }
        // Kahn's algorithm, taking what is ready in form order.
        let mut ready: std::collections::BinaryHeap<std::cmp::Reverse<FieldIx>> =
            (0..n).filter(|i| waiting[*i] == 0).map(|i| std::cmp::Reverse(FieldIx(i as u16))).collect();
        while let Some(std::cmp::Reverse(ix)) = ready.pop() {
            plan.order.push(ix);
            for next in &after[ix.0 as usize] {
                waiting[next.0 as usize] -= 1;
                if waiting[next.0 as usize] == 0 {
                    ready.push(std::cmp::Reverse(*next));
                }
            }
        }
        plan.ranks(fields);
        if plan.order.len() == n { Ok(plan) } else { Err(cycle(&waiting, &after)) }
    }

    fn sections(&mut self, n: usize, steps: &[Step]) {
        self.section_of = vec![None; n];
        for section in steps.iter().flat_map(|s| &s.sections) {
            for ix in &section.fields {
                self.section_of[ix.0 as usize] = section.show.clone();
            }
        }
    }

    fn ranks(&mut self, fields: &[Field]) {
        self.rank = vec![0; fields.len()];
        for (rank, ix) in self.order.iter().enumerate() {
            self.rank[ix.0 as usize] = rank as u16;
        }
        let conditional = |ix: &FieldIx| !self.simply_shown(&fields[ix.0 as usize], *ix);
        self.conditional = self.order.iter().copied().filter(conditional).collect();
    }

    /// Whether a field is always there, with nothing to work out.
    pub(crate) fn simply_shown(&self, field: &Field, ix: FieldIx) -> bool {
        matches!(field.show, When::Always) && field.group.is_none() && self.section_of[ix.0 as usize].is_none()
    }

    /// What a published definition leaves out because it follows. `None` when plan and fields do not go together.
    pub(super) fn complete(&mut self, fields: &[Field], steps: &[Step]) -> Option<()> {
        let n = fields.len();
        let columns = in_place(fields);
        let same = [self.by_id.len(), self.order.len(), self.dependents.len(), self.shown_at.len()];
        if !columns || same.iter().any(|len| *len != n) {
            return None;
        }
        self.sections(n, steps);
        self.ranks(fields);
        Some(())
    }

    fn depends(&mut self, expr: &Expr, dependent: Dependent) {
        for dep in expr.fields() {
            self.dependents[dep.0 as usize].push(dependent);
        }
        if expr.uses_casting() && !self.casting.contains(&dependent) {
            self.casting.push(dependent);
        }
    }
}

/// Whether the columns of each group stand together where [`Definition::columns`] looks for them: right after it, or, of a group
/// in a group, after the columns that it stands among.
fn in_place(fields: &[Field]) -> bool {
    let (mut outer, mut open, mut seen) = (None, None, Vec::new());
    for (i, field) in fields.iter().enumerate() {
        let ix = FieldIx(i as u16);
        match field.group {
            None => outer = Some(ix),
            Some(group) if field.group == open => {
                if group.0 as usize >= i {
                    return false;
                }
            }
            Some(group) => {
                let begins = fields.get(group.0 as usize).filter(|g| group < ix && g.kind == FieldType::Group);
                let right = match begins.map(|g| g.group) {
                    Some(None) => Some(group) == outer && i == group.0 as usize + 1,
                    Some(Some(around)) => Some(around) == outer,
                    None => false,
                };
                if !right || seen.contains(&group) {
                    return false;
                }
                seen.push(group);
            }
        }
        open = field.group;
    }
    true
}

/// One cycle among the fields that are still waiting: follow those that wait for one another until one comes again.
fn cycle(waiting: &[u32], after: &[Vec<FieldIx>]) -> Vec<FieldIx> {
    // Every waiting field waits for a waiting one: walk backwards along those edges.
    let mut before: Vec<Option<FieldIx>> = vec![None; waiting.len()];
    for (i, nexts) in after.iter().enumerate().filter(|(i, _)| waiting[*i] > 0) {
        for next in nexts {
            before[next.0 as usize].get_or_insert(FieldIx(i as u16));
        }
    }
    let Some(mut at) = waiting.iter().position(|w| *w > 0) else { return Vec::new() };
    let mut seen = Vec::new();
    while !seen.contains(&FieldIx(at as u16)) {
        seen.push(FieldIx(at as u16));
        match before[at] {
            Some(ix) => at = ix.0 as usize,
            None => return seen,
        }
    }
    let start = seen.iter().position(|ix| ix.0 as usize == at).unwrap_or(0);
    let mut found = seen.split_off(start);
    found.reverse();
    // From the first one in the form.
    let first = found.iter().enumerate().min_by_key(|(_, ix)| **ix).map_or(0, |(i, _)| i);
    found.rotate_left(first);
    found
}

impl Definition {
    /// Everything that changes can have an effect on, the changed fields themselves included.
    pub fn affected(&self, changes: &[Change]) -> Affected {
        let plan = &self.plan;
        let mut seen = vec![false; self.fields.len()];
        let mut out = Affected::default();
        let mut queue: Vec<FieldIx> = Vec::new();
        let mut take = |dependents: &[Dependent], queue: &mut Vec<FieldIx>| {
            for dependent in dependents {
                match dependent {
                    Dependent::Field(ix) if !seen[ix.0 as usize] => {
                        seen[ix.0 as usize] = true;
                        queue.push(*ix);
                        out.fields.push(*ix);
                    }
                    Dependent::Field(_) => {}
                    Dependent::Rule(r) => out.rules.push(*r),
                }
            }
        };
        for change in changes {
            match *change {
                Change::Field(ix) if (ix.0 as usize) < self.fields.len() => take(&[Dependent::Field(ix)], &mut queue),
                Change::Field(_) => {}
                Change::Casting => take(&plan.casting, &mut queue),
            }
        }
        while let Some(ix) = queue.pop() {
            take(&plan.dependents[ix.0 as usize], &mut queue);
            // A group hides with its columns, and has them checked again.
            for column in self.columns(ix) {
                take(&[Dependent::Field(column)], &mut queue);
            }
        }
        out.fields.sort_by_key(|ix| plan.rank[ix.0 as usize]);
        out.rules.sort_unstable();
        out.rules.dedup();
        out
    }

    /// Everything there is, as if everything had changed.
    pub fn all(&self) -> Affected {
        Affected { fields: self.plan.order.clone(), rules: (0..self.rules.len()).map(|i| i as u16).collect() }
    }
}
