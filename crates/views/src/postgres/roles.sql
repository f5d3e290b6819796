-- Who may do what. Roles belong to the whole server: each begins with a prefix, the database's name
-- for example, so that several ledgers can live on one.
CREATE TABLE rights.roles (prefix text PRIMARY KEY);
COMMENT ON TABLE rights.roles IS 'Prefixes of the roles that are granted every new set of tables.';
COMMENT ON COLUMN rights.roles.prefix IS 'The names of the roles begin with it.';

CREATE FUNCTION rights.grant_tables(generation bigint) RETURNS void LANGUAGE plpgsql AS $body$
DECLARE
    prefix text;
    shown text := CASE WHEN to_regnamespace('ledger_' || generation) IS NULL THEN '' ELSE '_' || generation END;
BEGIN
    FOR prefix IN SELECT r.prefix FROM rights.roles r LOOP
        EXECUTE format('GRANT USAGE ON SCHEMA rights, rows_%s TO %I, %I',
            generation, prefix || '_projector', prefix || '_gateway');
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA rows_%s TO %I',
            generation, prefix || '_projector');
        EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA rows_%s TO %I', generation, prefix || '_gateway');
        EXECUTE format('GRANT SELECT ON rights.slots TO %I', prefix || '_gateway');
        EXECUTE format('GRANT SELECT, UPDATE ON rights.slots TO %I', prefix || '_projector');
        EXECUTE format('GRANT USAGE ON SCHEMA api%s TO %I', shown, prefix || '_reader');
        EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA api%s TO %I', shown, prefix || '_reader');
    END LOOP;
END
$body$;
COMMENT ON FUNCTION rights.grant_tables(bigint) IS
    'Grants the roles of every known prefix what they need of one set of tables.';

CREATE FUNCTION rights.create_roles(prefix text) RETURNS void LANGUAGE plpgsql AS $body$
DECLARE
    role text;
    slot bigint;
BEGIN
    FOREACH role IN ARRAY ARRAY['_projector', '_gateway', '_reader'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = prefix || role) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', prefix || role);
        END IF;
    END LOOP;
    INSERT INTO rights.roles VALUES (prefix) ON CONFLICT DO NOTHING;
    FOR slot IN SELECT s.generation FROM rights.slots s LOOP
        PERFORM rights.grant_tables(slot);
    END LOOP;
END
$body$;
COMMENT ON FUNCTION rights.create_roles(text) IS
    'Creates the roles prefix_projector (stores), prefix_gateway (reads every table) and prefix_reader (reads the schema api) unless they are there, and grants them what they need.';
REVOKE ALL ON FUNCTION rights.create_roles(text), rights.grant_tables(bigint) FROM PUBLIC;
