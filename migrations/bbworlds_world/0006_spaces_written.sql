-- What the graph may write of spaces: people their own, a game server and an admin everyone's.

-- step: spaces
-- Whose space it is decides; a service of some companions only reads.
create policy graph_inserts on spaces for insert to world_graph with check (
    (select graph.game_server() or graph.sees_all())
    or (select graph.viewer_role() = 'user') and owner_id = (select graph.viewer_id())
);
create policy graph_updates on spaces for update to world_graph using (
    (select graph.game_server() or graph.sees_all())
    or (select graph.viewer_role() = 'user') and owner_id = (select graph.viewer_id())
);
create policy graph_deletes on spaces for delete to world_graph using (
    (select graph.game_server() or graph.sees_all())
    or (select graph.viewer_role() = 'user') and owner_id = (select graph.viewer_id())
);

-- Which space it is and whose never changes; the moment it was made is the database's to state.
grant insert (
        owner_id, space_name, description, is_public, max_occupancy, entry_point, skybox_settings, terrain_settings
    ),
    update (space_name, description, is_public, max_occupancy, entry_point, skybox_settings, terrain_settings), delete
    on spaces to world_graph;
