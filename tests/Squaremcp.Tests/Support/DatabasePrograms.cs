namespace Squaremcp.Tests.Support;

/// <summary>
/// Which database server the tests run: MariaDB where Debian installs it, or, where <c>SQUAREMCP_TEST_MYSQL</c> names the folder of a MySQL's programs (<c>mysqld</c>, <c>mysql</c>, <c>mysqldump</c>), that one.
/// </summary>
/// <param name="Server">The full path, as those of the others.</param>
/// <param name="Client">Runs SQL.</param>
/// <param name="Dump">Writes a database as SQL.</param>
/// <param name="Installer">Makes a data folder.</param>
/// <param name="Install">Its arguments, but for the folder.</param>
/// <param name="Arguments">The server's own.</param>
/// <param name="Collation">Tells all texts apart, trailing spaces too.</param>
internal sealed record DatabasePrograms(string Server, string Client, string Dump, string Installer, string[] Install, string[] Arguments, string Collation)
{
    internal static DatabasePrograms Chosen { get; } = Environment.GetEnvironmentVariable("SQUAREMCP_TEST_MYSQL") is { Length: > 0 } folder ? MySql(folder) : MariaDb();

    /// <summary>All are there.</summary>
    internal bool AreInstalled => new[] { Server, Client, Dump, Installer }.All(File.Exists);

    /// <summary>This process's path, with theirs first: scripts find the same programs.</summary>
    internal string Path => $"{System.IO.Path.GetDirectoryName(Client)}:{Environment.GetEnvironmentVariable("PATH")}";

    private static DatabasePrograms MariaDb() => new(
        "/usr/sbin/mariadbd",
        "/usr/bin/mariadb",
        "/usr/bin/mariadb-dump",
        "/usr/bin/mariadb-install-db",
        ["--auth-root-authentication-method=normal", "--skip-test-db", "--innodb-log-file-size=16M"],
        ["--innodb-log-file-size=16M"],
        "utf8mb4_nopad_bin");

    private static DatabasePrograms MySql(string folder) => new(
        System.IO.Path.Combine(folder, "mysqld"),
        System.IO.Path.Combine(folder, "mysql"),
        System.IO.Path.Combine(folder, "mysqldump"),
        System.IO.Path.Combine(folder, "mysqld"),
        ["--initialize-insecure", "--secure-file-priv=NULL"],
        ["--mysqlx=OFF", "--secure-file-priv=NULL"],
        "utf8mb4_0900_bin");
}
