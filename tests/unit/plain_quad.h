#ifndef UNIT_PLAIN_QUAD_H
#define UNIT_PLAIN_QUAD_H

/*
 * common/language/quad.h once more as it is where there is no SSE2, with plain_
 * place of ha_.
 */
#include "common/language/quad.h"

#define ha_quad plain_quad
#define ha_quad_places plain_quad_places
#define ha_quad_load_word plain_quad_load_word
#define ha_quad_gather_tops plain_quad_gather_tops
#define ha_quad_equal_bytes plain_quad_equal_bytes
#define ha_quad_digits_from plain_quad_digits_from
#define ha_quad_all_digits_from plain_quad_all_digits_from
#define ha_quad_places_in plain_quad_places_in
#define ha_quad_equal_places plain_quad_equal_places
#define ha_quad_has_bad_part plain_quad_has_bad_part
#define ha_quad_read plain_quad_read
#define ha_quad_read_part plain_quad_read_part
#define ha_quad_value plain_quad_value
#define ha_quad_starts plain_quad_starts

#undef HA_LANGUAGE_QUAD_H
#undef HA_QUAD_SSE2
#undef HA_QUAD_EACH
#define HA_QUAD_PLAIN
#include "common/language/quad.h"

#undef ha_quad
#undef ha_quad_places
#undef ha_quad_load_word
#undef ha_quad_gather_tops
#undef ha_quad_equal_bytes
#undef ha_quad_digits_from
#undef ha_quad_all_digits_from
#undef ha_quad_places_in
#undef ha_quad_equal_places
#undef ha_quad_has_bad_part
#undef ha_quad_read
#undef ha_quad_read_part
#undef ha_quad_value
#undef ha_quad_starts

#endif
