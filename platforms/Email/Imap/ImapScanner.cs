using System.Text;

namespace Squaremcp.Platforms.Email;

/// <summary>A line of an answer, or the part of one up to a literal.</summary>
/// <param name="Line">Without line end, and without the {n} before a literal.</param>
/// <param name="Literal">What follows; null at the end of the answer.</param>
internal readonly record struct ImapPiece(byte[] Line, ImapValue? Literal);

/// <summary>Takes an answer apart. Tolerates needless spaces and unusual atoms; not unbalanced lists or bytes that nothing begins with. Of lists nested deeper than 100 the inner ones are NIL.</summary>
internal sealed class ImapScanner(IReadOnlyList<ImapPiece> pieces, MailTrouble trouble)
{
    private const int Deepest = 100;
    private const int MostValues = 200_000;

    private int piece;
    private int at;
    private int values;

    private ReadOnlySpan<byte> Ahead => pieces[piece].Line.AsSpan(at);

    /// <summary>Nothing but spaces is left.</summary>
    public bool AtEnd
    {
        get
        {
            SkipSpaces();
            return Ahead.IsEmpty && pieces[piece].Literal is null;
        }
    }

    /// <summary>The next word up to a space or the end of the line, whatever it holds.</summary>
    public string Word()
    {
        SkipSpaces();
        var length = Ahead.IndexOf((byte)' ');
        var word = Encoding.Latin1.GetString(length < 0 ? Ahead : Ahead[..length]);
        at += word.Length;
        return word;
    }

    /// <summary>The rest of the line as it is.</summary>
    public ReadOnlySpan<byte> Rest()
    {
        SkipSpaces();
        var rest = Ahead;
        at += rest.Length;
        return rest;
    }

    public List<ImapValue> Values()
    {
        var all = new List<ImapValue>();
        while (!AtEnd)
        {
            all.Add(Value(0));
        }

        return all;
    }

    private ImapValue Value(int depth)
    {
        Count();
        SkipSpaces();
        if (Ahead.IsEmpty)
        {
            return Literal();
        }

        return Ahead[0] switch
        {
            (byte)'(' => depth < Deepest ? List(depth) : TooDeep(),
            (byte)'"' => Quoted(),
            (byte)')' => throw trouble.BadAnswer("closed a list that was not open"),
            _ => AtomOrNil(),
        };
    }

    private ImapValue Literal()
    {
        var literal = pieces[piece].Literal ?? throw trouble.BadAnswer("ended an answer in the middle");
        piece++;
        at = 0;
        return literal;
    }

    private ImapValue.List List(int depth)
    {
        at++;
        var items = new List<ImapValue>();
        while (true)
        {
            SkipSpaces();
            if (!Ahead.IsEmpty && Ahead[0] == ')')
            {
                at++;
                return new(items);
            }

            items.Add(Value(depth + 1));
        }
    }

    /// <summary>Passes a list by: a message of a thousand parts inside each other must not hide its neighbours.</summary>
    private ImapValue.Nil TooDeep()
    {
        var open = 0;
        do
        {
            Count();
            SkipSpaces();
            switch (Ahead.IsEmpty ? (byte)0 : Ahead[0])
            {
                case 0 when Ahead.IsEmpty:
                    Literal();
                    break;
                case (byte)'(':
                    (open, at) = (open + 1, at + 1);
                    break;
                case (byte)')':
                    (open, at) = (open - 1, at + 1);
                    break;
                case (byte)'"':
                    Quoted();
                    break;
                default:
                    AtomOrNil();
                    break;
            }
        }
        while (open > 0);

        return new();
    }

    private void Count()
    {
        if (++values > MostValues)
        {
            throw trouble.TooLarge("a list with too many values");
        }
    }

    private ImapValue.Bytes Quoted()
    {
        var text = new List<byte>();
        for (at++; !Ahead.IsEmpty; at++)
        {
            if (Ahead[0] == '"')
            {
                at++;
                return new([.. text]);
            }

            if (Ahead[0] == '\\' && Ahead.Length > 1)
            {
                at++;
            }

            text.Add(Ahead[0]);
        }

        throw trouble.BadAnswer("left a quoted string open");
    }

    /// <summary>Up to a space or a parenthesis, but the whole of a bracket: BODY[HEADER.FIELDS (SUBJECT FROM)] is one.</summary>
    private ImapValue AtomOrNil()
    {
        var length = 0;
        var inBracket = false;
        for (; length < Ahead.Length; length++)
        {
            var sign = Ahead[length];
            inBracket = inBracket ? sign != ']' : sign == '[';
            if (!inBracket && sign is (byte)' ' or (byte)'(' or (byte)')' or (byte)'"')
            {
                break;
            }
        }

        var word = Encoding.Latin1.GetString(Ahead[..length]);
        at += length;
        return word.Length == 0 ? throw trouble.BadAnswer("sent what is no IMAP")
            : word.Equals("NIL", StringComparison.OrdinalIgnoreCase) ? new ImapValue.Nil()
            : new ImapValue.Atom(word);
    }

    private void SkipSpaces()
    {
        while (!Ahead.IsEmpty && Ahead[0] == ' ')
        {
            at++;
        }
    }
}
