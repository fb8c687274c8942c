using MySqlConnector;

namespace Squaremcp.Storage.MySql;

/// <summary>The row that is being read, its columns by their places in the statement.</summary>
internal readonly struct Row(MySqlDataReader reader)
{
    public bool IsNull(int column) => reader.IsDBNull(column);

    public string Text(int column) => reader.GetString(column);

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public long Integer(int column) => reader.GetInt64(column);

    public long? IntegerOrNull(int column) => IsNull(column) ? null : Integer(column);

    public DateTimeOffset Time(int column) => DateTimeOffset.FromUnixTimeMilliseconds(Integer(column));

    public DateTimeOffset? TimeOrNull(int column) => IsNull(column) ? null : Time(column);

    public byte[] Bytes(int column) => reader.GetFieldValue<byte[]>(column);

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public string Hash(int column) => Convert.ToHexStringLower(Bytes(column));
}
