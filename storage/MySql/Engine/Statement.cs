using System.Buffers;
using MySqlConnector;

namespace Squaremcp.Storage.MySql;

/// <summary>One statement of <see cref="Sql"/> with its parameters, which <c>Add</c> names without their @.</summary>
internal sealed class Statement(Session session, string text)
{
    private const char AfterAllIdCharacters = '\x7f';

    private static readonly SearchValues<char> IdCharacters = SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(code => (char)code)]);

    private readonly List<MySqlParameter> parameters = [];

    public Statement Add(string name, string? text) => Bind(name, text);

    public Statement Add(string name, long? value) => Bind(name, value);

    public Statement Add(string name, byte[]? blob) => Bind(name, blob);

    public Statement Add(string name, DateTimeOffset? moment) => Bind(name, moment?.ToUnixTimeMilliseconds());

    /// <param name="hash">64 hexadecimal digits.</param>
    public Statement AddHash(string name, string hash) => Bind(name, Convert.FromHexString(hash));

    /// <summary>
    /// An id to look for. Columns of ids are ASCII and ignore trailing spaces: other letters would be an error, and a space too many would be overlooked. Such a text finds nothing, and keeps its place in the order.
    /// </summary>
    public Statement AddId(string name, string? id) =>
        Bind(name, id?.AsSpan().IndexOfAnyExcept(IdCharacters) is >= 0 and var odd ? id[..odd] + AfterAllIdCharacters : id);

    /// <summary>Whether a column of ids holds it as it is.</summary>
    public static bool IsId(string text) => text.Length is > 0 and <= 64 && text.AsSpan().IndexOfAnyExcept(IdCharacters) < 0;

    /// <returns>How many rows it found to change.</returns>
    public Task<int> RunAsync() => session.RunAsync(Command());

    /// <returns>False, and nothing changed, where there is a row with the same key.</returns>
    public async Task<bool> TryInsertAsync()
    {
        try
        {
            return await RunAsync() > 0;
        }
        catch (MySqlException failure) when (failure.ErrorCode is MySqlErrorCode.DuplicateKeyEntry)
        {
            return false;
        }
    }

    public async Task<T?> FirstAsync<T>(Func<Row, T> read) => await AllAsync(read) is [var first, ..] ? first : default;

    public Task<List<T>> AllAsync<T>(Func<Row, T> read) => session.AllAsync(Command(), read);

    internal MySqlBatchCommand InBatch()
    {
        var command = new MySqlBatchCommand(text);
        parameters.ForEach(parameter => command.Parameters.Add(parameter));
        return command;
    }

    private MySqlCommand Command()
    {
        var command = session.Connection.CreateCommand();
        command.CommandText = text;
        parameters.ForEach(parameter => command.Parameters.Add(parameter));
        return command;
    }

    private Statement Bind(string name, object? value)
    {
        parameters.Add(new MySqlParameter("@" + name, value ?? DBNull.Value));
        return this;
    }
}
