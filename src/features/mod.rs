//! The shop itself, one folder per subject. No folder here knows another.
