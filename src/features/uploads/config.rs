//! What may be uploaded, and how much of it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The rules of uploads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct UploadsConfig {
    /// The largest file, in megabytes (2^20 bytes).
    pub max_mb: u64,
    /// All that a seller may keep here, on its way in or in products, in megabytes; 0 is as much as the disk holds.
    pub quota_mb: u64,
    /// The largest file that a form without scripts may send, in megabytes.
    pub form_mb: u64,
    /// For how many hours an upload waits for its next byte, and a whole file for its product.
    pub expire_hours: u64,
    /// Endings that names of files may have, such as `["zip", "pdf"]`; any if there are none.
    pub endings: Vec<String>,
}

impl Default for UploadsConfig {
    fn default() -> Self {
        Self { max_mb: 10_240, quota_mb: 51_200, form_mb: 256, expire_hours: 48, endings: Vec::new() }
    }
}

impl UploadsConfig {
    /// Whether all values make sense; if not, which one does not, and what is allowed.
    ///
    /// # Errors
    /// A sentence for the operator.
    pub fn check(&self) -> Result<(), String> {
        for (name, value, least, most) in [
            ("max_mb", self.max_mb, 1, 1 << 20),
            ("quota_mb", self.quota_mb, 0, 1 << 30),
            ("form_mb", self.form_mb, 1, 4096),
            ("expire_hours", self.expire_hours, 1, 720),
        ] {
            if !(least..=most).contains(&value) {
                return Err(format!("uploads.{name}: write {least} to {most}"));
            }
        }
        let good = |it: &String| (1..=20).contains(&it.len()) && it.bytes().all(|b| b.is_ascii_alphanumeric());
        if !self.endings.iter().all(good) {
            return Err("uploads.endings: write endings without their point, such as [\"zip\", \"pdf\"]".into());
        }
        Ok(())
    }

    /// The largest file, in bytes.
    pub fn max_bytes(&self) -> u64 {
        self.max_mb << 20
    }

    /// The largest file of a form, in bytes.
    pub fn form_bytes(&self) -> u64 {
        self.form_mb.min(self.max_mb) << 20
    }

    /// All that a seller may keep, in bytes.
    pub fn quota_bytes(&self) -> u64 {
        if self.quota_mb == 0 { u64::MAX } else { self.quota_mb << 20 }
    }

    /// How long an upload waits.
    pub fn life(&self) -> Duration {
        Duration::from_secs(self.expire_hours * 60 * 60)
    }

    /// Whether files with this ending may be sold here.
    pub fn takes(&self, ending: Option<&str>) -> bool {
        self.endings.is_empty() || ending.is_some_and(|it| self.endings.iter().any(|one| one.eq_ignore_ascii_case(it)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_values_are_named() {
        let refused = |config: UploadsConfig| config.check().unwrap_err();
        assert!(UploadsConfig::default().check().is_ok());
        assert!(refused(UploadsConfig { max_mb: 0, ..Default::default() }).contains("max_mb"));
        let dotted = UploadsConfig { endings: vec![".zip".into()], ..Default::default() };
        assert!(refused(dotted).contains("endings"));
    }

    #[test]
    fn endings_are_held_against_the_list() {
        let some = UploadsConfig { endings: vec!["zip".into(), "PDF".into()], ..Default::default() };
        assert!(some.takes(Some("zip")) && some.takes(Some("pdf")));
        assert!(!some.takes(Some("exe")) && !some.takes(None));
        assert!(UploadsConfig::default().takes(None));
        assert_eq!(UploadsConfig { quota_mb: 0, ..Default::default() }.quota_bytes(), u64::MAX);
    }
}
