//! What one person is to another, as papers, dossiers and the roles of a form say it.

/// What one person is to another. One entry of [`RELATIONS`] says everything else about each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Relation {
    /// Mother of.
    Mother,
    /// Father of.
    Father,
    /// Member of the household of.
    Member,
    /// Head of the household of.
    Head,
    /// Mother or father of.
    Parent,
    /// Child of.
    Child,
    /// Wife or husband of.
    Spouse,
    /// Owner of the home of.
    Owner,
}

/// Facts about a relation.
pub struct RelationEntry {
    /// Which.
    pub relation: Relation,
    /// Its name in definitions and records.
    pub code: &'static str,
    /// The same said of the other person; `None` where nothing follows for them.
    pub other: Option<Relation>,
    /// Whether nobody can have two of them at once: two mothers are a conflict. Who is head of a household changes with a move.
    pub one: bool,
}

const fn entry(relation: Relation, code: &'static str, other: Option<Relation>, one: bool) -> RelationEntry {
    RelationEntry { relation, code, other, one }
}

/// Every relation, in the order of the enum.
pub static RELATIONS: [RelationEntry; 8] = [
    entry(Relation::Mother, "mother", Some(Relation::Child), true),
    entry(Relation::Father, "father", Some(Relation::Child), true),
    entry(Relation::Member, "member", Some(Relation::Head), false),
    entry(Relation::Head, "head", Some(Relation::Member), false),
    entry(Relation::Parent, "parent", Some(Relation::Child), false),
    entry(Relation::Child, "child", Some(Relation::Parent), false),
    entry(Relation::Spouse, "spouse", Some(Relation::Spouse), true),
    entry(Relation::Owner, "owner", None, false),
];

impl Relation {
    /// Its entry.
    pub fn entry(self) -> &'static RelationEntry {
        // In the order of the enum (a test looks at every entry).
        &RELATIONS[self as usize % RELATIONS.len()]
    }

    /// The relation of this name.
    pub fn from_code(code: &str) -> Option<Self> {
        RELATIONS.iter().find(|e| e.code == code).map(|e| e.relation)
    }

    /// Whether who is `self` of somebody is also `wanted` of them: a mother is a parent.
    pub fn is(self, wanted: Relation) -> bool {
        self == wanted || wanted == Relation::Parent && matches!(self, Relation::Mother | Relation::Father)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_enum_and_both_ways_agree() {
        for (i, entry) in RELATIONS.iter().enumerate() {
            assert_eq!(entry.relation as usize, i);
            assert_eq!(Relation::from_code(entry.code), Some(entry.relation));
            if let Some(other) = entry.other {
                let back = other.entry().other.expect("said of both");
                assert!(entry.relation.is(back), "{}", entry.code);
            }
        }
    }
}
