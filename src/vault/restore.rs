//! Restoring from an export file into a vault that is in use: first what would happen, then the merge, in one change.

use super::{
    Error, Id, Random,
    cipher::Content,
    export::{Entry, Exported},
    state::{Base, Edit, Vault},
    store::VaultStore,
};
use std::collections::BTreeMap;

/// Which one wins where the file and the vault have the same object with different contents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The one that was changed later; of two from the same moment the vault's.
    Newer,
    /// The file's.
    File,
    /// The vault's.
    Here,
}

/// What restoring comes to. Every object of the file is in one of these.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Preview {
    /// Not in the vault: comes.
    pub added: Vec<Entry>,
    /// Takes the place of the vault's.
    pub replaced: Vec<Entry>,
    /// The vault's stays.
    pub kept: Vec<Entry>,
    /// The vault has the same.
    pub same: Vec<Entry>,
    /// Cannot be read, and is left out; and why.
    pub broken: Vec<(Entry, Error)>,
}

impl<S: VaultStore, R: Random> Vault<S, R> {
    /// What [`Vault::restore`] would do.
    pub async fn preview(&mut self, from: &Exported, choice: Choice, now: u64) -> Result<Preview, Error> {
        Ok(self.merge(from, choice, now).await?.0)
    }

    /// Merges a file into the vault, and says what was done. An object that the vault has and cannot read is replaced.
    pub async fn restore(&mut self, from: &Exported, choice: Choice, now: u64) -> Result<Preview, Error> {
        let (preview, edits) = self.merge(from, choice, now).await?;
        if !edits.is_empty() {
            let edits: Vec<(&Edit, u64)> = edits.iter().map(|(edit, changed)| (edit, *changed)).collect();
            self.write_as_of(&edits, now).await?;
        }
        Ok(preview)
    }

    async fn merge(&mut self, from: &Exported, choice: Choice, now: u64) -> Result<(Preview, Vec<(Edit, u64)>), Error> {
        self.same_schema(from.schema)?;
        let here: BTreeMap<Id, (Entry, Result<Content, Error>)> =
            self.get_all(now).await?.into_iter().map(|(entry, content)| (entry.id, (entry, content))).collect();
        let mut preview = Preview::default();
        let mut edits = Vec::new();
        for read in &from.entries {
            let entry = read.entry;
            let content = match &read.content {
                Ok(content) => content,
                Err(error) => {
                    preview.broken.push((entry, error.clone()));
                    continue;
                }
            };
            let there = here.get(&entry.id);
            let base = match there {
                None => Base::New,
                Some((old, _)) => Base::At(old.generation),
            };
            match there {
                None => preview.added.push(entry),
                Some((old, Ok(old_content))) if old_content == content && old.kind == entry.kind => {
                    preview.same.push(entry);
                    continue;
                }
                Some((old, Ok(_))) if !wins(choice, &entry, old) => {
                    preview.kept.push(entry);
                    continue;
                }
                Some(_) => preview.replaced.push(entry),
            }
            let content: Content = content.clone();
            edits.push((Edit::Put { id: entry.id, kind: entry.kind, content, base }, entry.changed));
        }
        Ok((preview, edits))
    }
}

fn wins(choice: Choice, file: &Entry, here: &Entry) -> bool {
    match choice {
        Choice::Newer => file.changed > here.changed,
        Choice::File => true,
        Choice::Here => false,
    }
}
