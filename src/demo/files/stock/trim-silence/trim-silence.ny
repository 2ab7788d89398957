;nyquist plug-in
;version 4
;type process
;name "Trim Silence at Both Ends"
;author "Tidepool Audio"
;release 1.0.3
;copyright "Copyright 2026 Tidepool Audio"
;control threshold "Quieter than (dB)" float "" -48 -90 -12
;control keep "Keep on both sides (ms)" int "" 40 0 1000

;; Finds the first and the last moment above the threshold and keeps what lies between.

(setf step 0.005)
(setf rate (/ 1.0 step))

(defun loudness (sound)
  (snd-avg (s-abs (if (arrayp sound) (s-max (aref sound 0) (aref sound 1)) sound))
           (round (* step *sound-srate*)) (round (* step *sound-srate*)) op-peak))

(let* ((floor (db-to-linear threshold))
       (duration (get-duration 1))
       (curve (loudness *track*))
       (first-loud nil)
       (last-loud nil)
       (at 0.0))
  (do ((value (snd-fetch curve) (snd-fetch curve)))
      ((not value))
    (when (> value floor)
      (unless first-loud (setf first-loud at))
      (setf last-loud (+ at step)))
    (setf at (+ at step)))
  (if first-loud
      (let ((from (max 0 (- first-loud (/ keep 1000.0))))
            (to (min duration (+ last-loud (/ keep 1000.0)))))
        (multichan-expand #'extract-abs from to *track*))
      "Nothing here is louder than the threshold."))
