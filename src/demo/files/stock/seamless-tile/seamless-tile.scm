; Makes the current layer tile without a seam: shifts it by half and blends a cross of the original over the new edges.

(define (script-fu-seamless-tile image drawable feather)
  (let* ((layer (if (vector? drawable) (vector-ref drawable 0) drawable))
         (width (car (gimp-drawable-get-width layer)))
         (height (car (gimp-drawable-get-height layer)))
         (copy (car (gimp-layer-copy layer TRUE)))
         (rim (max 2 (/ (* (min width height) feather) 100))))
    (gimp-context-push)
    (gimp-image-undo-group-start image)
    (gimp-drawable-offset layer TRUE OFFSET-BACKGROUND (quotient width 2) (quotient height 2))
    (gimp-image-insert-layer image copy 0 -1)
    ; Only the middle of the original covers the seams, with a soft rim.
    (gimp-context-set-feather TRUE)
    (gimp-context-set-feather-radius rim rim)
    (gimp-image-select-ellipse image CHANNEL-OP-REPLACE rim rim (- width (* 2 rim)) (- height (* 2 rim)))
    (gimp-selection-invert image)
    (gimp-drawable-edit-clear copy)
    (gimp-selection-none image)
    (gimp-image-merge-down image copy CLIP-TO-BOTTOM-LAYER)
    (gimp-image-undo-group-end image)
    (gimp-context-pop)
    (gimp-displays-flush)))

(script-fu-register
  "script-fu-seamless-tile"
  "Seamless tile"
  "Makes the layer repeat without a visible seam"
  "Fernhill Tools" "Copyright 2026 Fernhill Tools" "2026"
  "RGB* GRAY*"
  SF-IMAGE "Image" 0
  SF-DRAWABLE "Layer" 0
  SF-ADJUSTMENT "Soft rim (% of the shorter side)" '(18 2 45 1 5 0 SF-SLIDER))

(script-fu-menu-register "script-fu-seamless-tile" "<Image>/Filters/Map")
