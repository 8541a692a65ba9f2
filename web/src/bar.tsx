import type { Business, Person, Viewer } from "./api";
import icon from "./icon.svg";

interface Props {
  people: Person[];
  token: string;
  onToken: (token: string) => void;
  viewer: Viewer | null;
  problem: string;
  business: string;
  onBusiness: (id: string) => void;
}

/** Who asks, and about which business. */
export function Bar({ people, token, onToken, viewer, problem, business, onBusiness }: Props) {
  return (
    <header className="bar">
      <h1>
        <img src={icon} alt="" />
        Runway
      </h1>
      {people.length > 0 ? (
        <PersonPicker people={people} email={viewer?.email} onToken={onToken} />
      ) : (
        <TokenField token={token} onToken={onToken} />
      )}
      {viewer && <BusinessPicker businesses={viewer.businesses} chosen={business} onChoose={onBusiness} />}
      <p role="status" className={problem ? "problem" : ""}>
        {problem || viewer?.email || "Documentation and completion work already."}
      </p>
      <nav>
        <a href="/graphql/schema.graphql">Contract</a>
      </nav>
    </header>
  );
}

interface PersonProps {
  people: Person[];
  email: string | undefined;
  onToken: (token: string) => void;
}

function PersonPicker({ people, email, onToken }: PersonProps) {
  return (
    <label>
      Role
      <select
        value={people.find((person) => person.email === email)?.token ?? ""}
        onChange={(event) => onToken(event.target.value)}
      >
        <option value="">Choose …</option>
        {people.map((person) => (
          <option key={person.role} value={person.token}>
            {person.role}
          </option>
        ))}
      </select>
    </label>
  );
}

function TokenField({ token, onToken }: { token: string; onToken: (token: string) => void }) {
  return (
    <label>
      Token
      <input
        // Hidden by its style: browsers offer to keep what a password field holds.
        type="text"
        autoComplete="off"
        spellCheck={false}
        placeholder="Paste a token"
        value={token}
        onChange={(event) => onToken(event.target.value.trim())}
      />
    </label>
  );
}

interface BusinessProps {
  businesses: Business[];
  chosen: string;
  onChoose: (id: string) => void;
}

function BusinessPicker({ businesses, chosen, onChoose }: BusinessProps) {
  return (
    <label>
      Business
      <select value={chosen} onChange={(event) => onChoose(event.target.value)}>
        {businesses.map(({ id, name, role }) => (
          <option key={id} value={id}>
            {name} ({role.toLowerCase()})
          </option>
        ))}
      </select>
    </label>
  );
}
