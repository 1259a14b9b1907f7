-- What the graph may write of characters: people their own, a game server and an admin everyone's.

-- step: characters
-- Whose character it is decides; a service of some companions only reads.
create policy graph_inserts on characters for insert to nexus_graph with check (
    (select graph.game_server() or graph.sees_all())
    or (select graph.viewer_role() = 'user') and user_id = (select graph.viewer_id())
);
create policy graph_updates on characters for update to nexus_graph using (
    (select graph.game_server() or graph.sees_all())
    or (select graph.viewer_role() = 'user') and user_id = (select graph.viewer_id())
);
create policy graph_deletes on characters for delete to nexus_graph using (
    (select graph.game_server() or graph.sees_all())
    or (select graph.viewer_role() = 'user') and user_id = (select graph.viewer_id())
);

-- Which character it is and whose never changes; the moment it was made is the database's to state.
grant insert (user_id, character_name, model_url, customization_data, is_primary),
    update (character_name, model_url, customization_data, is_primary), delete
    on characters to nexus_graph;
