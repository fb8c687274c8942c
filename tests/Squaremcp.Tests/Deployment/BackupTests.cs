using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Deployment;

/// <summary>What the CronJob runs and <c>k8s/restore</c>, on a real server; a program in the place of kubectl runs here what it should run in the database's pod.</summary>
public sealed class BackupTests(DatabaseServer server)
{
    private const string Tables = """
        CREATE TABLE audit (customer VARCHAR(40) NOT NULL, seq BIGINT NOT NULL, said TEXT, hash BINARY(32), amount DECIMAL(20,6), at DATETIME(6), PRIMARY KEY (customer, seq)) ENGINE=InnoDB;
        INSERT INTO audit VALUES ('cus_1', 1, 'Straße, 漢字, 🦉, "quoted" \\ ''so''\n', UNHEX('00FF0A0D1A5C27220000000000000000000000000000000000000000000000FF'), 12345678901234.567891, '2026-11-21 02:17:00.123456');
        INSERT INTO audit WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 900) SELECT 'cus_2', n, REPEAT('x', 500), NULL, n / 7, NULL FROM numbers;
        INSERT INTO audit VALUES ('CUS_1', 1, 'another key', NULL, NULL, NULL);
        CREATE TABLE secrets (id INT AUTO_INCREMENT PRIMARY KEY, sealed LONGBLOB) ENGINE=InnoDB;
        INSERT INTO secrets (sealed) VALUES (REPEAT(UNHEX('00110a0dff'), 40000)), (UNHEX(''));
        CREATE DEFINER = CURRENT_USER VIEW newest AS SELECT customer, MAX(seq) AS seq FROM audit GROUP BY customer;
        CREATE TABLE OrleansMembershipTable (Address VARCHAR(45) PRIMARY KEY) ENGINE=InnoDB;
        """;

    [Fact]
    public async Task What_was_backed_up_is_there_again_and_nothing_else()
    {
        using var stage = new Stage();
        var database = await DatabaseAsync();
        var before = await DumpAsync(database);
        await server.RunAsync(database, "INSERT INTO OrleansMembershipTable VALUES ('10.1.2.3')");
        var file = await BackedUpAsync(stage, database);
        await server.RunAsync(database, "DELETE FROM audit WHERE seq > 5; DROP TABLE secrets; CREATE TABLE of_a_newer_schema (id INT); INSERT INTO OrleansMembershipTable VALUES ('10.9.9.9')");

        var (exitCode, output) = await stage.RunAsync("k8s/restore", Where(database), file);

        Assert.True(exitCode == 0, output);
        Assert.Equal(before, await DumpAsync(database));
        Assert.Equal($"{DatabaseServer.Collation}\n", await server.RunAsync(database, "SELECT @@collation_database"));
    }

    [Fact]
    public async Task Silos_are_gone_before_the_database_is_touched_and_as_many_are_there_afterwards()
    {
        using var stage = new Stage();
        var database = await DatabaseAsync();
        var file = await BackedUpAsync(stage, database);

        await stage.RunAsync("k8s/restore", Where(database), file);

        Assert.Equal(
            [
                "get deployment squaremcp-silo -o jsonpath={.spec.replicas}", "scale deployment squaremcp-silo --replicas 0",
                "wait --for=delete pod -l app.kubernetes.io/name=squaremcp-silo --timeout 120s", "get pods -l app.kubernetes.io/name=squaremcp-silo -o name",
                "exec -i statefulset/squaremcp-mysql -- bash -c #!/usr/bin/env bash", "scale deployment squaremcp-silo --replicas 3", "rollout status deployment/squaremcp-silo --timeout 300s",
            ],
            stage.Calls.Where(call => call.StartsWith("kubectl ", StringComparison.Ordinal)).Select(call => call["kubectl -n squaremcp ".Length..]));
    }

    [Fact]
    public async Task A_silo_that_does_not_leave_keeps_the_database_as_it_is()
    {
        using var stage = new Stage();
        var database = await DatabaseAsync();
        var file = await BackedUpAsync(stage, database);
        await server.RunAsync(database, "DELETE FROM audit");
        stage.Put("still-there", "pod/squaremcp-silo-1\n");

        var (exitCode, output) = await stage.RunAsync("k8s/restore", Where(database), file);

        Assert.Equal(1, exitCode);
        Assert.Contains("These still run: pod/squaremcp-silo-1.", output, StringComparison.Ordinal);
        Assert.Equal("0\n", await server.RunAsync(database, "SELECT COUNT(*) FROM audit"));
        Assert.EndsWith("--replicas 3", stage.Calls[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_without_its_end_is_not_restored_and_no_silo_is_stopped()
    {
        using var stage = new Stage();
        var database = await DatabaseAsync();
        var file = await BackedUpAsync(stage, database);
        var whole = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(file, whole[..(whole.Length / 2)], TestContext.Current.CancellationToken);

        var (exitCode, output) = await stage.RunAsync("k8s/restore", Where(database), file);

        Assert.Equal(2, exitCode);
        Assert.Contains("is not a whole backup", output, StringComparison.Ordinal);
        Assert.Empty(stage.Calls);
    }

    [Fact]
    public async Task No_silo_starts_on_a_restore_that_did_not_end()
    {
        using var stage = new Stage();
        var database = await DatabaseAsync();
        var file = await BackedUpAsync(stage, database);

        var (exitCode, output) = await stage.RunAsync("k8s/restore", new Dictionary<string, string>(Where(database)) { ["MYSQL_DATABASE"] = "another" }, file);

        Assert.Equal(1, exitCode);
        Assert.Contains("No silo is started on it; run this again: SILOS=3", output, StringComparison.Ordinal);
        Assert.DoesNotContain(stage.Calls, call => call.EndsWith("--replicas 3", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_newest_stay()
    {
        using var stage = new Stage();
        var database = await DatabaseAsync();
        Directory.CreateDirectory(stage.At("backups"));
        foreach (var day in (string[])["01", "02", "03"])
        {
            stage.Put($"backups/squaremcp-202611{day}T021700Z.sql.gz", "");
        }

        var file = await BackedUpAsync(stage, database, keep: "2");

        Assert.Equal(["squaremcp-20261103T021700Z.sql.gz", Path.GetFileName(file)], Directory.GetFiles(stage.At("backups")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.True(stage.IsPrivate(file));
    }

    [Theory]
    [InlineData("echo '-- half of it'")]
    [InlineData("echo '-- half of it'; exit 3")]
    public async Task A_dump_without_its_end_leaves_no_backup_and_takes_none_away(string dump)
    {
        using var stage = new Stage();
        Directory.CreateDirectory(stage.At("backups"));
        stage.Put("backups/squaremcp-20261101T021700Z.sql.gz", "");
        stage.Fake("mysqldump", $"#!/bin/sh\n{dump}\n");

        var (exitCode, _) = await stage.RunAsync("k8s/base/scripts/backup", new Dictionary<string, string> { ["MYSQL_PASSWORD"] = "x", ["BACKUPS"] = stage.At("backups"), ["KEEP"] = "1" });

        Assert.NotEqual(0, exitCode);
        Assert.Equal(["squaremcp-20261101T021700Z.sql.gz"], Directory.GetFileSystemEntries(stage.At("backups")).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("mysqldump  Ver 8.4.7 for Linux on x86_64 (MySQL Community Server - GPL)", true)]
    [InlineData("mysqldump  Ver 10.19 Distrib 10.11.14-MariaDB, for debian-linux-gnu (x86_64)", false)]
    public async Task Each_makers_program_is_asked_in_its_own_words(string version, bool ofMySql)
    {
        using var stage = new Stage();
        Directory.CreateDirectory(stage.At("backups"));
        stage.Fake("mysqldump", $"#!/bin/sh\n[ \"$1\" = --version ] && echo '{version}' && exit\necho \"$@\" >\"$STAGE/asked\"\necho '-- Dump completed'\n");

        var (exitCode, output) = await stage.RunAsync("k8s/base/scripts/backup", new Dictionary<string, string> { ["MYSQL_PASSWORD"] = "never-an-argument", ["BACKUPS"] = stage.At("backups") });

        Assert.True(exitCode == 0, output);
        Assert.Equal(ofMySql, stage.Read("asked").Contains("--set-gtid-purged=OFF", StringComparison.Ordinal));
        Assert.Contains("--single-transaction", stage.Read("asked"), StringComparison.Ordinal);
        Assert.DoesNotContain("never-an-argument", stage.Read("asked"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_job_keeps_what_it_makes_and_never_runs_twice_at_once()
    {
        var job = Manifest.The("CronJob", "squaremcp-backup");
        var container = job.Containers.Single();

        Assert.Equal("Forbid", job.Body.Text("spec.concurrencyPolicy"));
        Assert.Equal(["bash", "/scripts/backup"], container.Each("command").Select(one => one.ToString()));
        Assert.Equal("squaremcp-backups", job.Pod.Each("volumes").Single(one => one.Text("name") == container.Each("volumeMounts").Single(mount => mount.Text("mountPath") == "/backups").Text("name")).Text("persistentVolumeClaim.claimName"));
        Assert.Equal(Manifest.The("StatefulSet", "squaremcp-mysql").Containers.Single().Text("image"), container.Text("image"));
    }

    private async Task<string> DatabaseAsync()
    {
        var database = await server.NewDatabaseAsync();
        await server.RunAsync(database, $"CREATE USER {database}@'127.0.0.1' IDENTIFIED BY 'a word'; GRANT ALL ON {database}.* TO {database}@'127.0.0.1'; {Tables.Replace("CURRENT_USER", $"{database}@'127.0.0.1'", StringComparison.Ordinal)}");
        return database;
    }

    private Dictionary<string, string> Where(string database) => new()
    {
        ["MYSQL_HOST"] = "127.0.0.1",
        ["MYSQL_PORT"] = server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["MYSQL_USER"] = database,
        ["MYSQL_PASSWORD"] = "a word",
        ["MYSQL_DATABASE"] = database,
    };

    private async Task<string> BackedUpAsync(Stage stage, string database, string keep = "14")
    {
        var folder = Directory.CreateDirectory(stage.At("backups"));
        var before = folder.GetFiles().Select(file => file.Name).ToHashSet();
        var (exitCode, output) = await stage.RunAsync("k8s/base/scripts/backup", new Dictionary<string, string>(Where(database)) { ["BACKUPS"] = folder.FullName, ["KEEP"] = keep });
        Assert.True(exitCode == 0, output);
        return folder.GetFiles().Single(file => !before.Contains(file.Name)).FullName;
    }

    /// <summary>Without the character set beside a collation, which has it in its name: MySQL repeats it in what came from a dump.</summary>
    private async Task<string> DumpAsync(string database) =>
        (await server.DumpAsync("--skip-comments", "--hex-blob", "--routines", "--default-character-set=utf8mb4", database)).Replace("CHARACTER SET utf8mb4 COLLATE", "COLLATE", StringComparison.Ordinal);
}
