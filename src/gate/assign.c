#include "gate/assign.h"

struct search {
    struct assignment *assignment;
    bool *tried;      /* per person, in this round */
    size_t *place_of; /* per person: which place, SIZE_MAX = none */
};

/* The depth is bounded by the places: each step down moves the holder of another one. */
static bool fill(struct search *search, size_t place)
{
    struct assignment *assignment = search->assignment;
    for (size_t person = 0; person < assignment->people; person++) {
        if (search->tried[person] || !assignment->fits(assignment->ctx, person, place))
            continue;
        search->tried[person] = true;
        if (search->place_of[person] == SIZE_MAX || fill(search, search->place_of[person])) {
            search->place_of[person] = place;
            assignment->person_of[place] = person;
            return true;
        }
    }
    return false;
}

size_t assign_people(struct assignment *assignment, struct arena *arena)
{
    struct search search = { .assignment = assignment };
    size_t filled = 0;
    search.tried = arena_array(arena, assignment->people, sizeof *search.tried);
    search.place_of = arena_array(arena, assignment->people, sizeof *search.place_of);
    assignment->person_of = arena_array(arena, assignment->places, sizeof *assignment->person_of);
    for (size_t i = 0; i < assignment->people; i++)
        search.place_of[i] = SIZE_MAX;
    for (size_t i = 0; i < assignment->places; i++)
        assignment->person_of[i] = SIZE_MAX;
    for (size_t place = 0; place < assignment->places; place++) {
        for (size_t i = 0; i < assignment->people; i++)
            search.tried[i] = false;
        filled += fill(&search, place);
    }
    return filled;
}
