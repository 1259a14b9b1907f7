-- When it is judged whose memories a relationship leads between.

-- step: one_owner_afterwards
-- Before the row policies this told everyone whether two memories that they do not see are of different people; after
-- them only who sees both comes here.
create or replace trigger one_owner after insert or update of memory_id, related_memory_id
    on memory_relationships for each row execute function graph.refuse_other_owner();
