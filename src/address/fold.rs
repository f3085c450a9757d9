//! (being written)
pub(super) fn clean(text: &str) -> String {
    text.trim().to_owned()
}
