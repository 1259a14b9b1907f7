-- When it is judged whose memories a relationship leads between.

-- step: one_owner_afterwards
-- refuses: relationships between memories of different people or companions, as one_owner does, which this alters
select format('relationship %s: memory %s of %s and %s, memory %s of %s and %s', link.id, near.id, near.companion_id,
    near.user_id, far.id, far.companion_id, far.user_id)
from memory_relationships link
join companion_memories near on near.id = link.memory_id
join companion_memories far on far.id = link.related_memory_id
where (near.companion_id, near.user_id) <> (far.companion_id, far.user_id);

-- Before the row policies this told everyone whether two memories that they do not see are of different people; after
-- them only who sees both comes here.
create or replace trigger one_owner after insert or update of memory_id, related_memory_id
    on memory_relationships for each row execute function graph.refuse_other_owner();
