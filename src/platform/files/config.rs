//! Where files are kept, as the operator sets it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::base::{BaseUrl, Secret};

/// Where the bytes that are sold are kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FilesConfig {
    /// `folder`: in the data folder. `s3`: in a bucket of S3, or of a store that speaks like it.
    #[serde(rename = "where")]
    pub home: Home,
    /// The name of the bucket.
    pub bucket: String,
    /// What all names in the bucket begin with, such as `shop`: folders without a slash around them.
    pub prefix: String,
    /// Where the store is reached; Amazon's own address of the region if nothing is said.
    pub endpoint: Option<BaseUrl>,
    /// The region that requests are signed for.
    pub region: String,
    /// The access key, which is not secret.
    pub access_key: String,
    /// Its secret half.
    #[serde(skip_serializing)]
    pub secret_key: Secret,
    /// Whether the bucket stands in the path of an address, rather than before the host.
    pub path_style: bool,
    /// `through`: buyers get the bytes from the shop. `presigned`: the shop sends them to the store.
    pub delivery: Handing,
}

/// Where files are kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Home {
    /// In the data folder.
    #[default]
    Folder,
    /// In a bucket.
    S3,
}

/// How buyers get files that lie in a bucket.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Handing {
    /// From the shop, which reads them from the bucket meanwhile.
    #[default]
    Through,
    /// From the store itself, by an address that works for a few minutes.
    Presigned,
}

impl fmt::Display for Home {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Folder => "folder",
            Self::S3 => "s3",
        })
    }
}

impl Default for FilesConfig {
    fn default() -> Self {
        Self {
            home: Home::Folder,
            bucket: String::new(),
            prefix: String::new(),
            endpoint: None,
            region: "us-east-1".into(),
            access_key: String::new(),
            secret_key: Secret::default(),
            path_style: false,
            delivery: Handing::Through,
        }
    }
}

impl FilesConfig {
    /// Whether a bucket is set up, used or not.
    pub fn names_a_bucket(&self) -> bool {
        !self.bucket.is_empty()
    }

    /// Refuses settings that could not work, in words for the operator.
    pub fn check(&self) -> Result<(), String> {
        if !self.names_a_bucket() {
            return match self.home {
                Home::Folder => Ok(()),
                Home::S3 => Err("files.bucket: write the name of the bucket".into()),
            };
        }
        let name = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'.');
        if !(3..=63).contains(&self.bucket.len()) || !self.bucket.bytes().all(name) {
            return Err("files.bucket: write 3 to 63 small letters, digits, points and hyphens".into());
        }
        let part = |it: &str| {
            !it.is_empty()
                && it.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
                && !matches!(it, "." | "..")
        };
        if self.prefix.len() > 200 || !(self.prefix.is_empty() || self.prefix.split('/').all(part)) {
            let rule = "write letters, digits, hyphens and single slashes, with none at its ends";
            return Err(format!("files.prefix: {rule}"));
        }
        if self.region.is_empty() || !self.region.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            return Err("files.region: write the region that your store names, such as us-east-1".into());
        }
        for (key, missing) in [("access_key", self.access_key.is_empty()), ("secret_key", self.secret_key.is_empty())] {
            if missing {
                return Err(format!("files.{key}: it is needed for the bucket"));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_that_cannot_work_are_refused() {
        let good = FilesConfig {
            home: Home::S3,
            bucket: "goods.example".into(),
            prefix: "shop/files".into(),
            access_key: "key".into(),
            secret_key: Secret::new("hush"),
            ..FilesConfig::default()
        };
        assert_eq!(good.check(), Ok(()));
        assert_eq!(FilesConfig::default().check(), Ok(()));
        let refused = |change: fn(&mut FilesConfig)| {
            let mut config = good.clone();
            change(&mut config);
            config.check().unwrap_err()
        };
        assert!(refused(|it| it.bucket.clear()).starts_with("files.bucket"));
        assert!(refused(|it| it.bucket = "My bucket".into()).starts_with("files.bucket"));
        for prefix in ["/shop", "shop/", "a//b", "../b", "a b"] {
            let config = FilesConfig { prefix: prefix.into(), ..good.clone() };
            assert!(config.check().unwrap_err().starts_with("files.prefix"), "{prefix}");
        }
        assert!(refused(|it| it.region.clear()).starts_with("files.region"));
        assert!(refused(|it| it.access_key.clear()).starts_with("files.access_key"));
        assert!(refused(|it| it.secret_key = Secret::default()).starts_with("files.secret_key"));
    }
}
