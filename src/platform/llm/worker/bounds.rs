//! What the process may take of the machine: set by itself, before it touches a model.

use std::io;

use rustix::process::{Resource, Rlimit, setrlimit};

/// It yields to the shop: steps of niceness.
const NICE: i32 = 5;
/// The first to go when memory runs out, of -1000 to 1000.
const EXPENDABLE: &str = "900";

/// Sets all bounds; `memory` in bytes.
///
/// # Errors
/// The system knows no such bound.
pub fn set(memory: u64) -> io::Result<()> {
    let bound = |most| Rlimit { current: Some(most), maximum: Some(most) };
    setrlimit(Resource::As, bound(memory))?;
    // What lies in its memory was said in confidence.
    setrlimit(Resource::Core, bound(0))?;
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{Signal, nice, set_parent_process_death_signal};
        set_parent_process_death_signal(Some(Signal::KILL))?;
        // Both are courtesies; where the system forbids them, it goes on.
        let _ = nice(NICE);
        let _ = std::fs::write("/proc/self/oom_score_adj", EXPENDABLE);
    }
    Ok(())
}

/// What the processor lacks of what llama.cpp was compiled for (a Haswell of 2013); nothing if it is fit.
#[cfg(target_arch = "x86_64")]
pub fn lacks() -> Option<&'static str> {
    use std::arch::is_x86_feature_detected as has;
    let wanted = [("AVX2", has!("avx2")), ("FMA", has!("fma")), ("F16C", has!("f16c")), ("BMI2", has!("bmi2"))];
    wanted.into_iter().find(|it| !it.1).map(|it| it.0)
}

/// Other processors have what their compilers take for granted.
#[cfg(not(target_arch = "x86_64"))]
pub fn lacks() -> Option<&'static str> {
    None
}
